import type { webhook } from '@line/bot-sdk'
import { deadlineOf, REMEMBER_FOR_MS } from './deadline.ts'
import { createDeduplicationCache } from './deduplication-cache.ts'
import { type IdentifiedEvent, identify } from './identify.ts'
import { createInFlight } from './in-flight.ts'
import { inOrder } from './in-order.ts'
import { internalFailure, mayHaveBeenDelivered, type Result } from './outcome.ts'
import type { Attempt, Delivery, Inbox, InboxOptions, Unavailable } from './types.ts'

export interface MemoryInboxOptions extends InboxOptions {
  /** how many events may be in flight, copies included */
  maxEvents?: number
  /** how many bytes the webhooks of these events may have */
  maxBytes?: number
  /** how many settled events are remembered */
  maxRememberedIds?: number
  rememberForMs?: number
}

/**
 * Processes events immediately, in this process, each one once. An event is safe when it is settled: until then LINE
 * gets no 200, and keeps it.
 */
export function createMemoryInbox({
  processEvent,
  chatInOrder = () => undefined,
  reportOutcome,
  maxEvents = 10_000,
  maxBytes = 32 * 1024 * 1024,
  maxRememberedIds = 100_000,
  rememberForMs = REMEMBER_FOR_MS
}: MemoryInboxOptions): Inbox {
  const processInOrder = inOrder(processEvent, chatInOrder)
  const inFlight = createInFlight({ maxEvents, maxBytes })
  const processing = new Map<string, { attempt: Attempt; result: Promise<Result> }>()
  const settled = createDeduplicationCache({ maxIds: maxRememberedIds, ttlMs: rememberForMs })
  /** failed events to which LINE may have accepted a reply */
  const perhapsDelivered = createDeduplicationCache({ maxIds: maxEvents, ttlMs: rememberForMs })

  function receive(events: webhook.Event[], delivery: Delivery): Promise<Result>[] | Unavailable {
    const unavailable = unavailableReason(events.length, delivery.bytes)
    if (unavailable) return { unavailable }
    return events.map((event) => receiveEvent(event, delivery, delivery.bytes / events.length))
  }

  async function receiveEvent(event: webhook.Event, delivery: Delivery, bytes: number): Promise<Result> {
    const identified = identify(event)
    inFlight.add(1, bytes)
    const result = await processOnce(identified, delivery)
    inFlight.remove(1, bytes)
    reportOutcome(identified, result, delivery)
    return result
  }

  function processOnce(event: IdentifiedEvent, delivery: Delivery): Result | Promise<Result> {
    const { id } = event
    if (settled.has(id)) return DUPLICATE
    const deadline = deadlineOf(event.event, delivery.receivedAt)
    const original = processing.get(id)
    if (original) {
      original.attempt.deadline = deadline // LINE delivered it again: its reply token is good for longer
      return original.result.then(resultOfCopy)
    }
    const attempt = { ...delivery, deadline, mayHaveBeenDelivered: perhapsDelivered.has(id) }
    const result = settle(event, attempt)
    processing.set(id, { attempt, result })
    return result
  }

  async function settle(event: IdentifiedEvent, attempt: Attempt): Promise<Result> {
    const { id } = event
    const result = await processInOrder(event, attempt).catch(internalFailure)
    processing.delete(id)
    if (result.outcome !== 'failed') settled.add(id)
    else if (mayHaveBeenDelivered(result)) perhapsDelivered.add(id)
    return result
  }

  function unavailableReason(events = 1, bytes = 0): string | undefined {
    return inFlight.hasRoomFor(events, bytes) ? undefined : 'too many events in flight'
  }

  return { receive, unavailableReason, drain: inFlight.drain, close: async () => {} }
}

const DUPLICATE: Result = { outcome: 'duplicate' }

/** If an event fails, its copies fail with it: LINE must redeliver. */
const resultOfCopy = (result: Result): Result => (result.outcome === 'failed' ? result : DUPLICATE)
