import { echo } from './echo/echo.ts'
import type { HandlerOptions, Handlers } from './types.ts'

/**
 * What this bot does. This is the place to write your own: for each kind of event, what to reply.
 *
 * The kinds are `message.` with `text`, `image`, `video`, `audio`, `file`, `location` or `sticker`, and LINE's
 * events: `follow`, `join`, `memberJoined`, `postback`, `unsend` … Your editor lists them all, and knows what each
 * event has. A handler may be async, and gets what it needs for more as its second argument:
 *
 *     follow: async ({ source }, { line, log, signal }) => …
 *
 * `docs/handlers.md` starts from here; `examples/` has more.
 */
export function createHandlers({ defaultReplyText }: HandlerOptions): Handlers {
  return {
    'message.text': ({ message }) => echo(message.text, message.emojis),
    ...(defaultReplyText && { default: () => echo(defaultReplyText) })
  }
}
