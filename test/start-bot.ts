import { setTimeout as sleep } from 'node:timers/promises'
import type { messagingApi } from '@line/bot-sdk'
import { createSimulator, type DeliverySpec, type EventSpec } from 'line-platform-simulator'
import { createApp } from '../src/app.ts'
import * as ownBot from '../src/handlers/handlers.ts'
import type { BotDefinition } from '../src/handlers/types.ts'
import { createLogger } from '../src/log/logger.ts'

export interface BotOptions {
  /** by default that of `src/handlers/handlers.ts` */
  bot?: BotDefinition
  /** more variables of the bot's environment, e.g. `DEFAULT_REPLY_TEXT` */
  environment?: Record<string, string>
  /** how long an event may be handled, in milliseconds; 30,000 by default */
  limitMs?: number
}

/** Events with these outcomes are still being handled. */
const OPEN = ['stored', 'working', 'postponed']

/**
 * Starts a bot for the test of its handlers, with a LINE Platform of its own; both end with the test. Warnings and errors
 * of the bot's log go to stderr.
 */
export async function startBot(
  t: { teardown: (end: () => Promise<void>) => void },
  { bot = ownBot, environment, limitMs = 30_000 }: BotOptions = {}
) {
  const line = await createSimulator({ replyTimeoutMs: 0 })
  const handled = new Set<string>()
  const log = createLogger({
    write(text) {
      const { level, webhookEventId, outcome } = JSON.parse(text)
      if (outcome && !OPEN.includes(outcome)) handled.add(webhookEventId)
      if (['warn', 'error', 'fatal'].includes(level)) process.stderr.write(text)
    }
  })
  const app = await createApp({
    environment: {
      LINE_CHANNEL_SECRET: line.channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
      LINE_API_BASE_URL: line.url,
      ...environment
    },
    log,
    maxEventLoopDelayMs: limitMs, // the tests block the bot's event loop, too
    ...bot
  })
  const url = await app.listen({ host: 'localhost', port: 0 })
  line.settings.webhookUrl = `${url}/echobot/callback/`
  t.teardown(async () => {
    await app.close()
    await line.close()
  })

  /**
   * A user does something, e.g. `{ type: 'sticker' }`. Resolves once the event was handled, with the messages that the bot
   * replied with, also those sent after it had answered the webhook.
   *
   * @throws when the event is not handled in time
   */
  async function send(spec: EventSpec, delivery?: DeliverySpec): Promise<messagingApi.Message[]> {
    const { event, ...sent } = await line.send(spec, delivery)
    const end = Date.now() + limitMs
    while (!handled.has(event.webhookEventId)) {
      if (Date.now() > end) {
        const answer = sent.delivery.status ?? sent.delivery.reason
        throw new Error(`not handled after ${limitMs} ms; the answer to the webhook was ${answer}`)
      }
      await sleep(5)
    }
    return line.requests('replyMessage').flatMap(({ body, status }) => {
      const { replyToken, messages } = body as { replyToken: string; messages: messagingApi.Message[] }
      return status === 200 && replyToken === (event as { replyToken?: string }).replyToken ? messages : []
    })
  }

  /** A user writes a text. Resolves like `send`. */
  const say = (text: string, delivery?: DeliverySpec) => send({ type: 'text', text }, delivery)

  return { say, send, line, url }
}
