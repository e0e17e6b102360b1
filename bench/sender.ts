import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'
import { sign } from '../src/webhook/signature.ts'

/** How long LINE waits for the response to a webhook. */
const TIMEOUT_MS = 2_000

export interface SenderOptions {
  /** the addresses of the bot's web processes, which get the webhooks in turn */
  urls: string[]
  channelSecret: string
  /** pauses between an attempt without a 200 and the next one; after the last pause, there are no more attempts */
  pausesMs: number[]
  /** called before each delivery, with the time of the event */
  onDelivery(replyToken: string, eventAt: number): void
}

/** An event, one per webhook, and the bot's response to each of its deliveries. */
export interface SentEvent {
  /** also its reply token */
  id: string
  at: number
  answers: Answer[]
}

export interface Answer {
  status: number | 'none'
  ms: number
}

export type Sender = ReturnType<typeof createSender>

export const isAcknowledged = ({ answers }: SentEvent) => answers.at(-1)?.status === 200

/** Sends signed webhooks with one text event each, and redelivers them as LINE does. */
export function createSender({ urls, channelSecret, pausesMs, onDelivery }: SenderOptions) {
  const events: SentEvent[] = []
  const agent = new Agent()
  const stopping = new AbortController()
  let turn = 0

  /** Sends `rate` webhooks per second until `isOver`. */
  async function run(rate: number, isOver: () => boolean): Promise<void> {
    const startedAt = performance.now()
    for (let i = 0; !isOver(); i++) {
      const waitMs = startedAt + (i * 1_000) / rate - performance.now()
      if (waitMs > 0) await sleep(waitMs)
      const event: SentEvent = { id: randomBytes(16).toString('hex'), at: Date.now(), answers: [] }
      events.push(event)
      sendUntilAcknowledged(event)
    }
  }

  async function sendUntilAcknowledged(event: SentEvent): Promise<void> {
    for (const pauseMs of [0, ...pausesMs]) {
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      onDelivery(event.id, event.at)
      const startedAt = performance.now()
      const status = await deliver(webhookOf(event))
      if (stopping.signal.aborted) return
      event.answers.push({ status, ms: performance.now() - startedAt })
      if (status === 200) return
    }
  }

  /** Skips processes that refuse connections, as load balancers do. */
  async function deliver(body: string): Promise<Answer['status']> {
    const headers = { 'content-type': 'application/json', 'x-line-signature': sign(body, channelSecret) }
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(TIMEOUT_MS)])
    const first = turn++
    for (let tries = 0; tries < urls.length; tries++) {
      const origin = urls[(first + tries) % urls.length] as string
      try {
        const request = { origin, path: '/echobot/callback/', method: 'POST', headers, body, signal } as const
        const response = await agent.request(request)
        await response.body.dump()
        return response.statusCode
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') break
      }
    }
    return 'none'
  }

  return {
    events,
    run,
    /** Stops sending and redelivering. */
    async stop(): Promise<void> {
      stopping.abort()
      await agent.destroy()
    }
  }
}

const webhookOf = ({ id, at, answers }: SentEvent) =>
  JSON.stringify({
    destination: 'U',
    events: [
      {
        type: 'message',
        mode: 'active',
        timestamp: at,
        webhookEventId: id,
        deliveryContext: { isRedelivery: answers.length > 0 },
        replyToken: id,
        source: { type: 'user', userId: 'U' },
        message: { type: 'text', id: '1', text: 'hello', quoteToken: 'q' }
      }
    ]
  })
