import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import type { Test } from 'tap'
import type { SimulatedChannel } from '../../src/index.ts'

/** The messages that a bot replies to an event with; none is no reply. */
type Answers = (event: webhook.Event) => object[]

const echo: Answers = (event) =>
  event.type === 'message' && event.message.type === 'text'
    ? [{ type: 'text', text: event.message.text }]
    : []

const PATH = '/callback'
const RETRY_EVERY_MS = 100
const TRIES = 100

/**
 * A bot that checks signatures, tries a reply again while LINE fails, answers 503 when a reply takes too long, and replies
 * to no event twice; the webhooks of the channel go to it.
 */
export async function startBot(
  t: Test,
  line: SimulatedChannel,
  {
    secret = line.channelSecret,
    answers = echo,
    answerWithinMs = 60_000
  }: { secret?: string; answers?: Answers; answerWithinMs?: number } = {}
) {
  const replied = new Map<string, Promise<void>>()

  async function handle(event: webhook.Event): Promise<void> {
    const { replyToken } = event as { replyToken?: string }
    const messages = answers(event)
    if (!replyToken || messages.length === 0) return
    for (let tries = 0; tries < TRIES; tries++) {
      if (tries > 0) await sleep(RETRY_EVERY_MS)
      const response = await fetch(`${line.url}/v2/bot/message/reply`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${line.channelAccessToken}` },
        body: JSON.stringify({ replyToken, messages })
      }).catch(() => undefined)
      if (response && response.status < 500) return
    }
  }

  const server = createServer(async (request, response) => {
    const body = await buffer(request)
    const signature = createHmac('sha256', secret).update(body).digest('base64')
    if (request.url !== PATH) return response.writeHead(404).end()
    if (request.headers['x-line-signature'] !== signature) return response.writeHead(403).end()
    const { events } = JSON.parse(body.toString()) as { events: webhook.Event[] }
    const all = events.map((event) => {
      const handling = replied.get(event.webhookEventId) ?? handle(event)
      replied.set(event.webhookEventId, handling)
      return handling
    })
    const inTime = await Promise.race([Promise.all(all), sleep(answerWithinMs, undefined, { ref: false })])
    response.writeHead(inTime ? 200 : 503).end()
  })
  server.listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  line.settings.webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`
  return { url: line.settings.webhookUrl }
}
