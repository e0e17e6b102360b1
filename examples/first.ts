/** A short bot, as shown in the README. `npm run playground -- --bot examples/first.ts` */
import { echo } from '#src/handlers/echo/echo.ts'
import type { HandlerOptions, Handlers } from '#src/handlers/types.ts'

export function createHandlers({ defaultReplyText }: HandlerOptions): Handlers {
  return {
    'message.text': ({ message }) => echo(`You said: ${message.text}`),
    'message.sticker': () => [{ type: 'sticker', packageId: '446', stickerId: '1988' }],
    follow: () => echo(defaultReplyText ?? 'Nice to meet you!')
  }
}
