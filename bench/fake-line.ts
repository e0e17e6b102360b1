import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../simulator/test/support/free-port.ts'

/** The kinds of outage: LINE responds 500, never responds, or refuses connections. */
export const OUTAGES = ['500', 'silent', 'refused'] as const
export type Outage = (typeof OUTAGES)[number]

/** How long a reply token is valid after each delivery of its event, and after the event itself. */
const AFTER_DELIVERY_MS = 60_000
const AFTER_EVENT_MS = 20 * 60_000
const REPLY_PATH = '/v2/bot/message/reply'
const BOT_INFO = { userId: 'U', basicId: '@bot', displayName: 'Bot', chatMode: 'bot', markAsReadMode: 'auto' }

interface ReplyToken {
  eventAt: number
  deliveredAt: number
  /** when a reply was accepted */
  acceptedAt: number[]
  /** how many more replies with this token were rejected after one had been accepted */
  repeated: number
}

export type FakeLine = Awaited<ReturnType<typeof startFakeLine>>

/** A fake of LINE's reply API with its rules for reply tokens, and with outages. Times are milliseconds since the epoch. */
export async function startFakeLine({ latencyMs = (): number => 0 } = {}) {
  const tokens = new Map<string, ReplyToken>()
  const calls: number[] = []
  let outage: Outage | undefined
  const port = await freePort()
  const server = createServer(answer)
  server.keepAliveTimeout = 120_000 // only an outage should close the bot's connections
  await listen()

  async function listen(): Promise<void> {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    calls.push(Date.now())
    const body = await json(request).catch(() => undefined) // a GET has no body
    if (outage === 'silent') return
    if (outage) return respond(response, 500, { message: 'Internal Server Error' })
    if (request.url === '/v2/bot/info') return respond(response, 200, BOT_INFO)
    if (request.url !== REPLY_PATH) return respond(response, 404, { message: 'Not found' })
    const isAccepted = accept((body as { replyToken?: string } | undefined)?.replyToken ?? '')
    const ms = latencyMs()
    if (ms > 0) await sleep(ms)
    if (isAccepted) respond(response, 200, { sentMessages: [] })
    else respond(response, 400, { message: 'Invalid reply token' })
  }

  function accept(replyToken: string): boolean {
    const token = tokens.get(replyToken)
    if (!token) return false
    const now = Date.now()
    const isUsed = token.acceptedAt.length > 0
    if (isUsed) token.repeated++
    if (isUsed || now - token.deliveredAt > AFTER_DELIVERY_MS || now - token.eventAt > AFTER_EVENT_MS)
      return false
    token.acceptedAt.push(now)
    return true
  }

  return {
    url: `http://127.0.0.1:${port}`,
    /** the arrival times of all requests, but not of refused connections */
    calls,
    tokens,

    /** Makes a reply token valid for another minute. */
    deliver(replyToken: string, eventAt: number): void {
      const deliveredAt = Date.now()
      const known = tokens.get(replyToken)
      if (known) known.deliveredAt = deliveredAt
      else tokens.set(replyToken, { eventAt, deliveredAt, acceptedAt: [], repeated: 0 })
    },

    async beginOutage(kind: Outage): Promise<void> {
      outage = kind
      if (kind !== 'refused') return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },

    /** Ends the outage. Requests without a response still get none. */
    async endOutage(): Promise<void> {
      if (outage === 'refused') await listen()
      outage = undefined
    },

    stop(): void {
      server.close()
      server.closeAllConnections()
    }
  }
}

function respond(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
