import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import { deadlineOf } from './deadline.ts'
import { createRememberedIds } from './deduplication.ts'
import { identify } from './event-id.ts'
import type { Awaitable, Delivery, Inbox, InboxOptions, Result } from './types.ts'

export interface MemoryInboxOptions extends InboxOptions {
  /** how many events may be in hand, copies included */
  capacity?: number
  /** how many bytes of webhooks they may have come in */
  capacityBytes?: number
  /** how many settled events are remembered; 100,000 take 10 MB (measured) */
  remembered?: number
  /** how long they are remembered, in milliseconds: LINE's reply tokens die after 20 minutes */
  rememberFor?: number
}

const MINUTE = 60_000

/**
 * Handles events at once, in this process, each one once. An event is safe when it is settled: until then LINE
 * is not told that it was received, and is what keeps it.
 */
export function createMemoryInbox({
  handle,
  report,
  capacity = 10_000,
  capacityBytes = 32 * 1024 * 1024,
  remembered = 100_000,
  rememberFor = 30 * MINUTE
}: MemoryInboxOptions): Inbox {
  const inHand = new Map<string, Promise<Result>>()
  const settled = createRememberedIds({ max: remembered, time: rememberFor })
  /** events that failed, and that LINE may have accepted a reply to */
  const unanswered = createRememberedIds({ max: capacity, time: rememberFor })
  let open = 0
  let openBytes = 0

  function receive(events: webhook.Event[], delivery: Delivery): Awaitable<Result>[] {
    const bytes = delivery.bytes / events.length
    return events.map((event) => {
      const id = identify(event)
      open++
      openBytes += bytes
      function end(result: Result): Result {
        open--
        openBytes -= bytes
        report(event, id, result, delivery)
        return result
      }
      const result = resultOf(event, id, delivery)
      return result instanceof Promise ? result.then(end) : end(result)
    })
  }

  function resultOf(event: webhook.Event, id: string, delivery: Delivery): Awaitable<Result> {
    if (settled.has(id)) return DUPLICATE
    const same = inHand.get(id)
    if (same) return same.then((result) => (result.outcome === 'failed' ? result : DUPLICATE))

    const until = deadlineOf(event, delivery.receivedAt)
    const { reqId, receivedAt, bytes } = delivery
    const result = handle(event, { reqId, receivedAt, bytes, until, unanswered: unanswered.has(id) })
    if (!(result instanceof Promise)) return settle(id, result)
    const settling = result.then((result) => {
      inHand.delete(id)
      return settle(id, result)
    })
    inHand.set(id, settling)
    return settling
  }

  function settle(id: string, result: Result): Result {
    if (result.outcome !== 'failed') settled.add(id)
    else if (result.unanswered) unanswered.add(id)
    return result
  }

  function refuses(events = 1, bytes = 0): string | undefined {
    if (open + events > capacity || openBytes + bytes > capacityBytes) return 'too many events in hand'
  }

  async function drain(limit: number): Promise<number> {
    const end = Date.now() + limit
    while (open > 0 && Date.now() < end) await sleep(20)
    return open
  }

  return { receive, refuses, drain, close: async () => {} }
}

const DUPLICATE: Result = { outcome: 'duplicate' }
