import type { webhook } from '@line/bot-sdk'
import { deadlineOf, REMEMBER_FOR_MS } from './deadline.ts'
import { createDeduplicationCache } from './deduplication-cache.ts'
import { eventIdOf } from './event-id.ts'
import { createInFlight } from './in-flight.ts'
import { internalFailure, mayHaveBeenDelivered, type Result } from './outcome.ts'
import type { Delivery, Inbox, InboxOptions } from './types.ts'

export interface MemoryInboxOptions extends InboxOptions {
  /** how many events may be in flight, copies included */
  maxEvents?: number
  /** how many bytes of webhooks they may have come in */
  maxBytes?: number
  /** how many settled events are remembered */
  maxRememberedIds?: number
  rememberForMs?: number
}

/**
 * Processes events at once, in this process, each one once. An event is safe when it is settled: until then LINE
 * is not told that it was received, and keeps it.
 */
export function createMemoryInbox({
  processEvent,
  reportOutcome,
  maxEvents = 10_000,
  maxBytes = 32 * 1024 * 1024,
  maxRememberedIds = 100_000,
  rememberForMs = REMEMBER_FOR_MS
}: MemoryInboxOptions): Inbox {
  const inFlight = createInFlight({ maxEvents, maxBytes })
  const processing = new Map<string, Promise<Result>>()
  const settled = createDeduplicationCache({ maxIds: maxRememberedIds, ttlMs: rememberForMs })
  /** failed events that LINE may have accepted a reply to */
  const perhapsDelivered = createDeduplicationCache({ maxIds: maxEvents, ttlMs: rememberForMs })

  function receive(events: webhook.Event[], delivery: Delivery): Promise<Result>[] {
    return events.map((event) => receiveEvent(event, delivery, delivery.bytes / events.length))
  }

  async function receiveEvent(event: webhook.Event, delivery: Delivery, bytes: number): Promise<Result> {
    inFlight.add(1, bytes)
    const id = eventIdOf(event)
    const result = await processOnce(event, id, delivery)
    inFlight.remove(1, bytes)
    reportOutcome(event, id, result, delivery)
    return result
  }

  async function processOnce(event: webhook.Event, id: string, delivery: Delivery): Promise<Result> {
    if (settled.has(id)) return DUPLICATE
    const original = processing.get(id)
    if (original) {
      const result = await original // when it fails, its copies fail with it: LINE must deliver again
      return result.outcome === 'failed' ? result : DUPLICATE
    }
    const result = attempt(event, id, delivery)
    processing.set(id, result)
    return result
  }

  async function attempt(event: webhook.Event, id: string, delivery: Delivery): Promise<Result> {
    const result = await processSafely(event, id, delivery)
    processing.delete(id)
    if (result.outcome !== 'failed') settled.add(id)
    else if (mayHaveBeenDelivered(result)) perhapsDelivered.add(id)
    return result
  }

  async function processSafely(event: webhook.Event, id: string, delivery: Delivery): Promise<Result> {
    try {
      const deadline = deadlineOf(event, delivery.receivedAt)
      return await processEvent(event, {
        ...delivery,
        deadline,
        mayHaveBeenDelivered: perhapsDelivered.has(id)
      })
    } catch (err) {
      return internalFailure(err)
    }
  }

  function rejectionReason(events = 1, bytes = 0): string | undefined {
    return inFlight.hasRoomFor(events, bytes) ? undefined : 'too many events in flight'
  }

  return { receive, rejectionReason, drain: inFlight.drain, close: async () => {} }
}

const DUPLICATE: Result = { outcome: 'duplicate' }
