/** The first example of docs/handlers.md. `npm run playground -- --watch --bot examples/hello.ts` */
import { echo } from '#src/handlers/echo/echo.ts'
import type { HandlerOptions, Handlers } from '#src/handlers/types.ts'

export function createHandlers({ defaultReplyText }: HandlerOptions): Handlers {
  return {
    'message.text': ({ message }) => {
      // In a group, people write `@Echo bot hello`. Without the mention, that is `hello`.
      const mentionees = message.mention?.mentionees ?? []
      const words = mentionees.reduceRight(
        (text, { index, length }) => text.slice(0, index) + text.slice(index + length),
        message.text
      )
      if (words.trim() !== 'hello') return echo(message.text, message.emojis)
      return [
        {
          type: 'text',
          text: 'Hello! How are you?',
          quickReply: {
            items: [
              { type: 'action', action: { type: 'message', label: 'Fine', text: 'I am fine!' } },
              { type: 'action', action: { type: 'message', label: 'Tired', text: 'I am tired.' } }
            ]
          }
        }
      ]
    },
    'message.sticker': () => [{ type: 'sticker', packageId: '446', stickerId: '1988' }],
    ...(defaultReplyText && { default: () => echo(defaultReplyText) })
  }
}
