import type { messagingApi } from '@line/bot-sdk'
import { createSimulator, type EventSpec, type SendOptions } from 'line-platform-simulator'
import { createApp } from '../src/app.ts'
import { createHandlers as createOwnHandlers } from '../src/handlers/handlers.ts'
import type { CreateHandlers } from '../src/handlers/types.ts'
import { createLogger } from '../src/log/logger.ts'

export interface BotOptions {
  /** what the bot replies; by default the handlers of `src/handlers/handlers.ts` */
  createHandlers?: CreateHandlers
  /** more variables of the bot's environment, e.g. `DEFAULT_REPLY_TEXT` */
  environment?: Record<string, string>
}

/**
 * Starts a bot for the test of its handlers, with a LINE Platform of its own; both end with the test. The bot logs to
 * stderr what went wrong.
 */
export async function startBot(
  t: { teardown: (end: () => Promise<void>) => void },
  { createHandlers = createOwnHandlers, environment }: BotOptions = {}
) {
  const line = await createSimulator()
  const log = createLogger({ write: (text) => void process.stderr.write(text) })
  const bot = await createApp({
    environment: {
      LINE_CHANNEL_SECRET: line.channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
      LINE_API_BASE_URL: line.url,
      LOG_LEVEL: 'warn',
      ...environment
    },
    log,
    createHandlers
  })
  line.settings.webhookUrl = `${await bot.listen({ host: 'localhost', port: 0 })}/echobot/callback/`
  t.teardown(async () => {
    await bot.close()
    await line.close()
  })

  /**
   * A user does something, e.g. `{ type: 'sticker' }`. Resolves with the messages that the bot replied with, also after
   * it had answered the webhook; for an event without a reply, after 2 s, or `replyTimeoutMs`.
   */
  async function send(event: EventSpec, options?: SendOptions): Promise<messagingApi.Message[]> {
    const { replies } = await line.send(event, options)
    return replies as messagingApi.Message[]
  }

  /** A user writes a text. Resolves like `send`. */
  const say = (text: string, options?: SendOptions) => send({ type: 'text', text }, options)

  return { say, send, line, bot }
}
