import { type AppOptions, createApp } from '../../src/app.ts'
import type { HandlerOptions, Handlers } from '../../src/handlers/types.ts'

/**
 * The bot of all tests but those of the echo: it repeats text. `src/handlers/handlers.ts` is for a bot's author to
 * change, and no test of the inbox, of Redis or of stopping should fail then.
 */
export function createHandlers({ defaultReplyText }: HandlerOptions): Handlers {
  return {
    'message.text': ({ message }) => (message.text ? [{ type: 'text', text: message.text }] : []),
    ...(defaultReplyText && { default: () => [{ type: 'text', text: defaultReplyText }] })
  }
}

export const createPlainApp = (options: AppOptions) => createApp({ createHandlers, ...options })
