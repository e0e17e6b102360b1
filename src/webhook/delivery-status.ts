import type { webhook } from '@line/bot-sdk'
import type { Result } from '../inbox/outcome.ts'
import type { Delivery, Inbox, Outage } from '../inbox/types.ts'
import { TIMED_OUT, withTimeLimit } from '../timing/time-limit.ts'

/** The status that LINE gets for a delivery; for a 503 with the reason, for the log. */
export type DeliveryStatus = { status: 200 | 400 } | { status: 503; reason: string }

/** During an outage of LINE, only one delivery per second (with a burst of 5) waits for its events; others get 503. */
const WAIT_EVERY_MS = 1_000
const MAX_WAITS_AT_ONCE = 5

/**
 * Returns a function that passes deliveries to an inbox and resolves with the status of each: 200 if every event is safe,
 * 400 if LINE rejected a reply, 503 if an event failed, is still open or was not accepted. LINE redelivers after any status
 * other than 200, if redelivery is on.
 */
export function createDeliver({ inbox, outage }: { inbox: Pick<Inbox, 'receive'>; outage: Outage }) {
  let waits = MAX_WAITS_AT_ONCE
  let countedAt = performance.now()

  /** Whether a delivery may wait for its events. Events of the others are accepted, too, but LINE must redeliver them. */
  function mayWait(): boolean {
    if (outage.state() !== 'confirmed') return true
    const now = performance.now()
    waits = Math.min(MAX_WAITS_AT_ONCE, waits + (now - countedAt) / WAIT_EVERY_MS)
    countedAt = now
    if (waits < 1) return false
    waits--
    return true
  }

  /** @param limitMs how long to wait for the events, in milliseconds */
  return async function deliver(
    events: webhook.Event[],
    delivery: Delivery,
    limitMs: number
  ): Promise<DeliveryStatus> {
    const waitMs = mayWait() ? limitMs : 0
    const received = inbox.receive(events, delivery, waitMs)
    if ('unavailable' in received) return { status: 503, reason: received.unavailable }
    const ended = await withTimeLimit(Promise.all(received), waitMs)
    // During an outage, LINE must redeliver a question without a reply, even while its slow handler is at work.
    const isOpen = ({ outcome }: Result) =>
      outcome === 'failed' || (outcome === 'working' && outage.state() !== 'none')
    if (ended === TIMED_OUT || ended.some(isOpen))
      return { status: 503, reason: 'an event failed or is still open' }
    return { status: ended.some(({ outcome }) => outcome === 'rejected') ? 400 : 200 }
  }
}
