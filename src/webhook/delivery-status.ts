import type { webhook } from '@line/bot-sdk'
import type { Result } from '../inbox/outcome.ts'
import type { Delivery, Inbox, Outage } from '../inbox/types.ts'
import { TIMED_OUT, withTimeLimit } from '../timing/time-limit.ts'

/** The status that LINE gets for a delivery; with the reason of a 503, for the log. */
export type DeliveryStatus = { status: 200 | 400 } | { status: 503; reason: string }

/** During an outage of LINE, one delivery a second waits for its events, and a few at once; the others get 503 at once. */
const WAIT_EVERY_MS = 1_000
const MAX_WAITS_AT_ONCE = 5

/**
 * Has an inbox accept deliveries, and tells the status of each: 200 when every event is safe, 400 when LINE rejected a
 * reply, 503 when an event failed, is still open or was not accepted. LINE redelivers after anything but 200, if
 * redelivery is on.
 */
export function createDeliver({ inbox, outage }: { inbox: Pick<Inbox, 'receive'>; outage: Outage }) {
  let waits = MAX_WAITS_AT_ONCE
  let countedAt = performance.now()

  /** Whether a delivery may wait for its events. Those of the others are accepted, too, but LINE must keep them. */
  function mayWait(): boolean {
    if (outage.state() !== 'confirmed') return true
    const now = performance.now()
    waits = Math.min(MAX_WAITS_AT_ONCE, waits + (now - countedAt) / WAIT_EVERY_MS)
    countedAt = now
    if (waits < 1) return false
    waits--
    return true
  }

  /** @param limitMs how long to wait for the events */
  return async function deliver(
    events: webhook.Event[],
    delivery: Delivery,
    limitMs: number
  ): Promise<DeliveryStatus> {
    const waitMs = mayWait() ? limitMs : 0
    const received = inbox.receive(events, delivery, waitMs)
    if ('unavailable' in received) return { status: 503, reason: received.unavailable }
    const ended = await withTimeLimit(Promise.all(received), waitMs)
    // During an outage, LINE must keep a question that has no reply yet, also while its slow handler is at work.
    const isOpen = ({ outcome }: Result) =>
      outcome === 'failed' || (outcome === 'working' && outage.state() !== 'none')
    if (ended === TIMED_OUT || ended.some(isOpen))
      return { status: 503, reason: 'an event failed or is still open' }
    return { status: ended.some(({ outcome }) => outcome === 'rejected') ? 400 : 200 }
  }
}
