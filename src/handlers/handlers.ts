import { echo } from './echo/echo.ts'
import type { HandlerOptions, Handlers } from './types.ts'

/**
 * Returns the replies of this bot by kind of event. Write your own bot here.
 *
 * The kinds are `message.` with `text`, `image`, `video`, `audio`, `file`, `location` or `sticker`, and LINE's
 * events: `follow`, `join`, `memberJoined`, `postback`, `unsend` … Your editor completes their names and the properties of
 * each event. A handler may be async. Its second argument has LINE's client, the log and more:
 *
 *     follow: async ({ source }, { line, log }) => {
 *       if (source?.type !== 'user' || !source.userId) return
 *       const { language } = await (await line()).getProfile(source.userId)
 *       log.info({ language }, 'a new friend')
 *       return echo(language === 'ja' ? 'はじめまして' : 'Nice to meet you!')
 *     }
 *
 * See `docs/handlers.md` for a guide, and `examples/` for more.
 */
export function createHandlers({ defaultReplyText }: HandlerOptions): Handlers {
  return {
    'message.text': ({ message }) => echo(message.text, message.emojis),
    ...(defaultReplyText && { default: () => echo(defaultReplyText) })
  }
}
