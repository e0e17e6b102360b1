import { type AppOptions, createApp } from '../../src/app.ts'
import { echo } from '../../src/handlers/echo/echo.ts'
import type { HandlerOptions, Handlers } from '../../src/handlers/types.ts'

/**
 * The bot of the project's tests: the echo bot, by a table of its own, because `src/handlers/handlers.ts` is for a bot's
 * author to change.
 */
export function createHandlers({ defaultReplyText }: HandlerOptions): Handlers {
  return {
    'message.text': ({ message }) => echo(message.text, message.emojis),
    ...(defaultReplyText && { default: () => echo(defaultReplyText) })
  }
}

/** What a process gives to its application, whatever the bot. */
export type ProcessOptions = Pick<AppOptions, 'environment' | 'log' | 'maxEventLoopDelayMs'>

export const createPlainApp = (options: ProcessOptions) => createApp({ ...options, createHandlers })
