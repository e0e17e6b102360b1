import type * as webhook from '../openapi/webhook.ts'
import { sign } from '../sign.ts'
import type { Clock } from '../state/clock.ts'
import type { Exchanges, WebhookExchange } from '../state/exchanges.ts'
import type { People } from '../state/people.ts'
import type { Settings } from '../state/settings.ts'
import { chatOfSource } from './event-source.ts'
import type { DeliverySpec } from './event-spec.ts'
import { createWebhookSender, type Delivery } from './webhook-sender.ts'

/** How events are delivered, beyond what a control request can set. */
export interface Manner extends DeliverySpec {
  /** whether `isRedelivery` is true */
  redelivered?: boolean
  /** 1 for the first delivery, by default; `isRedelivery` is true from 2 on */
  attempt?: number
  /** where to send them; by default the channel's webhook URL */
  url?: string
  /** by event id, the `displayText` of the button behind a postback */
  displayTexts?: Record<string, string>
}

interface WebhooksOptions {
  settings: Settings
  people: People
  exchanges: Exchanges
  clock: Clock
  /** called before each delivery */
  onDelivery: (events: webhook.Event[]) => void
}

export interface Webhooks {
  /**
   * Sends a webhook. If it fails and redelivery is on, redelivers it. Resolves with the result of the first delivery.
   */
  deliver(events: webhook.Event[], manner?: Manner): Promise<Delivery>
  /** Waits `ms` milliseconds of the simulator's clock, or until the simulator closes. */
  pause(ms: number): Promise<void>
  /** aborted when the simulator closes; no webhooks are sent afterwards */
  closing: AbortSignal
  close(): Promise<void>
}

/** Delivers events to the bot in signed webhooks, and redelivers them if redelivery is on. */
export function createWebhooks({
  settings,
  people,
  exchanges,
  clock,
  onDelivery
}: WebhooksOptions): Webhooks {
  const sender = createWebhookSender()
  const closing = new AbortController()

  async function deliver(events: webhook.Event[], manner: Manner = {}): Promise<Delivery> {
    const { attempt = 1, url = settings.webhookUrl, displayTexts } = manner
    const isRedelivery = manner.redelivered === true || attempt > 1
    const body = written({
      destination: people.bot.userId,
      events: isRedelivery ? events.map(asRedelivery) : events
    })
    onDelivery(events)
    const signature = signatureOf(body, manner.signature)
    const exchange = exchanges.add<WebhookExchange>({
      kind: 'webhook',
      url,
      attempt,
      body,
      signature,
      ...(manner.signature && manner.signature !== 'good' && { signed: manner.signature }),
      chats: events.map(chatOf).filter((chat) => chat !== ''),
      webhookEventIds: events.map(({ webhookEventId }) => webhookEventId),
      ...(displayTexts && { displayTexts })
    })
    const delivery =
      settings.useWebhook && url
        ? await sender.send(url, body, signature, settings.webhookTimeoutMs)
        : NO_WEBHOOK
    exchanges.changed(Object.assign(exchange, delivery))
    if (delivery.reason && events.length > 0 && settings.redelivery) {
      again(events, { ...manner, attempt: attempt + 1 })
    }
    return delivery
  }

  /** Redelivers a failed webhook if redelivery is on. */
  async function again(events: webhook.Event[], manner: Manner & { attempt: number }): Promise<void> {
    const delay = settings.redeliveryDelaysMs[manner.attempt - 2]
    if (delay === undefined) return
    await pause(delay)
    if (settings.redelivery && !closing.signal.aborted) await deliver(events, manner)
  }

  const pause = (ms: number) => clock.sleep(ms, closing.signal)

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
    deliver,
    pause,
    closing: closing.signal,
    close() {
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

/** The id of the user, group or room of an event; empty if it has none. */
export const chatOf = ({ source }: webhook.Event): string => (source ? chatOfSource(source) : '')
