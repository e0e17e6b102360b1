import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import { LRUCache } from 'lru-cache'
import { sign } from '../src/webhook/signature.ts'
import type { DeliverySpec, EventSpec } from './event-spec.ts'
import { createExchanges, type WebhookExchange } from './exchanges.ts'
import { createFaults } from './faults.ts'
import { UNKNOWN_RULES, type UnknownRules } from './messages/unknown-rules.ts'
import { createPeople } from './people.ts'
import { createReplyTokens } from './reply-tokens.ts'
import { createEvent } from './webhook-events.ts'
import { createWebhookSender, type Delivery } from './webhook-sender.ts'

/** What can be set while the platform runs. */
export interface Settings extends UnknownRules {
  /** where webhooks go; empty: the channel has no webhook URL */
  webhookUrl: string
  /** "Use webhook" in LINE's console */
  useWebhook: boolean
  channelSecret: string
  channelAccessToken: string
  channelId: string
  /** how long a stateless channel access token is good, in seconds; LINE's are for 900 */
  accessTokenSeconds: number
  /** "Webhook redelivery" in LINE's console: off by default, as there */
  redelivery: boolean
  /** after which pauses a failed webhook is sent again, in milliseconds. LINE does not say: 1, 10 and 60 seconds here */
  redeliveryDelaysMs: number[]
  /** writes what is not ASCII as \u escapes, which LINE has been seen to do */
  unicodeEscapes: boolean
  /** requests a second; LINE's limit is 2,000 for a channel */
  rateLimit: number
}

type Required = 'webhookUrl' | 'channelSecret' | 'channelAccessToken'

/** The answer to a control request: what was sent, what the bot answered, what it replied. */
export interface Sent {
  event: webhook.Event
  delivery: Delivery
  replies: unknown[]
}

export type Platform = ReturnType<typeof createPlatform>

export type PlatformOptions = Pick<Settings, Required> &
  Partial<Settings> & {
    /** the platform's clock, in milliseconds since the epoch */
    now?: () => number
    /** how many exchanges are remembered; 1,000 by default */
    keepExchanges?: number
  }

const DEFAULTS = {
  ...UNKNOWN_RULES,
  useWebhook: true,
  channelId: '2000000001',
  accessTokenSeconds: 900,
  redelivery: false,
  redeliveryDelaysMs: [1_000, 10_000, 60_000],
  unicodeEscapes: false,
  rateLimit: 2_000
}

/** One channel of a LINE Platform: it sends webhooks, and knows which replies are due. */
export function createPlatform({ now = Date.now, keepExchanges = 1_000, ...options }: PlatformOptions) {
  const settings: Settings = { ...DEFAULTS, ...options }
  const people = createPeople()
  const tokens = createReplyTokens(now)
  const exchanges = createExchanges({ now, keep: keepExchanges })
  const faults = createFaults()
  const sender = createWebhookSender()
  const sentEvents = new LRUCache<string, webhook.Event>({ max: 10_000 })
  const sentImages = new LRUCache<string, true>({ max: 10_000 })
  const closing = new AbortController()

  /** Makes the events, without sending them; their reply tokens are good from now on. */
  function create(...specs: EventSpec[]): webhook.Event[] {
    const events = specs.map((spec) => createEvent({ timestamp: now(), ...spec }, people))
    for (const event of events) {
      sentEvents.set(event.webhookEventId, event)
      if (event.type === 'message' && event.message?.type === 'image') sentImages.set(event.message.id, true)
      issueToken(event)
    }
    return events
  }

  /** Sends the events in one webhook, and waits for the bot's answer. */
  async function send(specs: EventSpec[], spec: DeliverySpec = {}): Promise<Sent[]> {
    const events = create(...specs)
    if (spec.delayMs) await pause(spec.delayMs)
    const copies = Array.from({ length: spec.copies ?? 1 }, () => deliver(events, spec))
    const [delivery] = (await Promise.all(copies)) as [Delivery]
    if (spec.waitForReplyMs) await repliesTo(events, spec.waitForReplyMs)
    return events.map((event) => ({ event, delivery, replies: repliesOf(event) }))
  }

  /** Sends an event again that was sent before. */
  async function redeliver(webhookEventId: string): Promise<Sent | undefined> {
    const event = sentEvents.get(webhookEventId)
    if (!event) return
    const delivery = await deliver([event], { redelivered: true })
    return { event, delivery, replies: repliesOf(event) }
  }

  interface Manner extends DeliverySpec {
    redelivered?: boolean
    attempt?: number
    url?: string
  }

  /** Sends a webhook with these events, and again when it fails and redelivery is on. Resolves with the first answer. */
  async function deliver(events: webhook.Event[], manner: Manner = {}): Promise<Delivery> {
    const { attempt = 1, url = settings.webhookUrl } = manner
    const isRedelivery = manner.redelivered === true || attempt > 1
    const body = written({
      destination: people.bot.userId,
      events: isRedelivery ? events.map(asRedelivery) : events
    })
    for (const event of events) issueToken(event)
    const signature = signatureOf(body, manner.signature)
    const exchange = exchanges.add<WebhookExchange>({
      kind: 'webhook',
      url,
      attempt,
      body,
      signature,
      chats: events.map(chatOf).filter((chat) => chat !== ''),
      webhookEventIds: events.map(({ webhookEventId }) => webhookEventId)
    })
    const delivery = settings.useWebhook && url ? await sender.send(url, body, signature) : NO_WEBHOOK
    exchanges.changed(Object.assign(exchange, delivery))
    if (delivery.reason && events.length > 0 && settings.redelivery) {
      again(events, { ...manner, attempt: attempt + 1 })
    }
    return delivery
  }

  /** Redelivery as LINE does it when it is switched on. */
  async function again(events: webhook.Event[], manner: Manner & { attempt: number }): Promise<void> {
    const delay = settings.redeliveryDelaysMs[manner.attempt - 2]
    if (delay === undefined) return
    await pause(delay)
    if (settings.redelivery && !closing.signal.aborted) await deliver(events, manner)
  }

  const pause = (ms: number) => sleep(ms, undefined, { signal: closing.signal, ref: false }).catch(() => {})

  function issueToken(event: webhook.Event): void {
    const { replyToken } = event as { replyToken?: unknown }
    if (typeof replyToken !== 'string') return
    tokens.delivered(replyToken, {
      webhookEventId: event.webhookEventId,
      chat: chatOf(event),
      chatType: event.source?.type,
      eventAt: event.timestamp
    })
  }

  function repliesOf(event: webhook.Event): unknown[] {
    const { replyToken } = event as { replyToken?: string }
    return (replyToken && tokens.get(replyToken)?.messages) || []
  }

  async function repliesTo(events: webhook.Event[], limit: number): Promise<void> {
    const end = Date.now() + limit
    const open = () => events.some((event) => 'replyToken' in event && repliesOf(event).length === 0)
    while (open() && Date.now() < end && !closing.signal.aborted) await pause(10)
  }

  function signatureOf(body: string, kind: DeliverySpec['signature'] = 'good'): string | undefined {
    if (kind === 'none') return
    return sign(body, kind === 'good' ? settings.channelSecret : `not ${settings.channelSecret}`)
  }

  /** Compact JSON, as LINE sends it. */
  function written(callback: webhook.CallbackRequest): string {
    const json = JSON.stringify(callback)
    if (!settings.unicodeEscapes) return json
    return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  }

  return {
    settings,
    people,
    tokens,
    exchanges,
    faults,
    now,
    create,
    send,
    deliver,
    redeliver,
    /** Whether a user sent an image with this message id. */
    isImage: (messageId: string) => sentImages.has(messageId),
    /** The Verify button, or a test of another URL: a signed webhook without events. */
    verify: (url?: string) => deliver([], { ...(url && { url }) }),
    close(): Promise<void> {
      closing.abort()
      return sender.close()
    }
  }
}

const NO_WEBHOOK: Delivery = {
  ms: 0,
  reason: 'could_not_connect',
  detail: 'the channel has no webhook URL, or "Use webhook" is off'
}

const asRedelivery = (event: webhook.Event): webhook.Event => ({
  ...event,
  deliveryContext: { ...event.deliveryContext, isRedelivery: true }
})

function chatOf({ source }: webhook.Event): string {
  switch (source?.type) {
    case 'user':
      return source.userId ?? ''
    case 'group':
      return source.groupId
    case 'room':
      return source.roomId
    default:
      return ''
  }
}
