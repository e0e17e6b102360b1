import { type AppOptions, createApp } from '../../src/app.ts'
import { echo } from '../../src/handlers/echo/echo.ts'
import type { HandlerOptions, Handlers } from '../../src/handlers/types.ts'

/**
 * The bot of all tests but those of the echo bot: it echoes, too, by a table of its own. `src/handlers/handlers.ts` is for a bot's author to
 * change, and no test of the inbox, of Redis or of stopping should fail then.
 */
export function createHandlers({ defaultReplyText }: HandlerOptions): Handlers {
  return {
    'message.text': ({ message }) => echo(message.text, message.emojis),
    ...(defaultReplyText && { default: () => echo(defaultReplyText) })
  }
}

/** What a process gives to its application, whatever the bot. */
export type ProcessOptions = Pick<AppOptions, 'environment' | 'log'>

export const createPlainApp = (options: ProcessOptions) => createApp({ ...options, createHandlers })
