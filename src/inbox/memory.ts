import type { webhook } from '@line/bot-sdk'
import { deadlineOf, REMEMBER_FOR_MS } from './deadline.ts'
import { createDeduplicationCache } from './deduplication-cache.ts'
import { type IdentifiedEvent, identify } from './identify.ts'
import { createInFlight } from './in-flight.ts'
import { inOrder } from './in-order.ts'
import { internalFailure, mayHaveBeenDelivered, type Result } from './outcome.ts'
import { createMemoryAnswers } from './slow/kept-answers.ts'
import type { Attempt, Delivery, Inbox, InboxOptions, InboxStats, SlowWork, Unavailable } from './types.ts'

export interface MemoryInboxOptions extends InboxOptions {
  /** how many events may be in flight, copies included */
  maxEvents?: number
  /** the total size of these events' webhooks, in bytes */
  maxBytes?: number
  /** how many settled events are remembered */
  maxRememberedIds?: number
  rememberForMs?: number
}

interface Processing {
  attempt: Attempt
  result: Promise<Result>
  /** called when the event is in hand, once for each of its deliveries */
  whenInHand: (() => void)[]
}

/**
 * Creates an inbox that processes each event once, immediately and in this process. An event is safe when it is settled;
 * until then LINE gets no 200, so that it redelivers the event if this process dies. The exception is the event of a slow
 * handler: it is in hand, and LINE gets its 200, after the handler has worked for 1 s.
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
  const processing = new Map<string, Processing>()
  const stopping = new AbortController()
  /** how many slow handlers are still at work after their event was settled */
  let goingOn = 0
  let isDraining = false
  const slow: SlowWork = {
    answers: createMemoryAnswers(),
    stopping: stopping.signal,
    isDraining: () => isDraining,
    goOn(work) {
      goingOn++
      void work.then(() => goingOn--)
    }
  }
  const settled = createDeduplicationCache({ maxIds: maxRememberedIds, ttlMs: rememberForMs })
  /** failed events to which LINE may have accepted a reply */
  const perhapsDelivered = createDeduplicationCache({ maxIds: maxEvents, ttlMs: rememberForMs })

  function receive(events: webhook.Event[], delivery: Delivery): Promise<Result>[] | Unavailable {
    const unavailable = unavailableReason(events.length, delivery.bytes)
    if (unavailable) return { unavailable }
    return events.map((event) => receiveEvent(event, delivery, delivery.bytes / events.length))
  }

  function receiveEvent(event: webhook.Event, delivery: Delivery, bytes: number): Promise<Result> {
    const identified = identify(event)
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    function report(result: Result): void {
      reportOutcome(identified, result, delivery)
      resolve(result)
    }
    inFlight.add(1, bytes)
    processOnce(identified, delivery, () => report(WORKING)).then((result) => {
      inFlight.remove(1, bytes)
      report(result)
    }, reject)
    return promise
  }

  function processOnce(event: IdentifiedEvent, delivery: Delivery, onInHand: () => void): Promise<Result> {
    const { id } = event
    if (settled.has(id)) return SETTLED
    const deadline = deadlineOf(event.event, delivery.receivedAt)
    const original = processing.get(id)
    if (original) {
      original.attempt.deadline = deadline // LINE redelivered it, which extends its reply token
      original.whenInHand.push(onInHand)
      if (original.attempt.isInHand) onInHand()
      return original.result.then(resultOfCopy)
    }
    const whenInHand = [onInHand]
    const mayHaveBeenDelivered = perhapsDelivered.has(id)
    const attempt: Attempt = { ...delivery, deadline, mayHaveBeenDelivered, slow, begin }
    const result = settle(event, attempt)
    processing.set(id, { attempt, result, whenInHand })
    return result

    function begin(): () => void {
      const timer = setTimeout(takeInHand, delivery.receivedAt + IN_HAND_AFTER_MS - Date.now())
      return () => clearTimeout(timer)
    }
    function takeInHand(): void {
      attempt.isInHand = true
      for (const onInHand of whenInHand) onInHand()
    }
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
    return inFlight.hasRoomFor(events + goingOn, bytes) ? undefined : 'too many events in flight'
  }

  async function stats(): Promise<InboxStats> {
    const [oldest] = processing.values() // a Map keeps the order of insertion
    const oldestMs = oldest ? Date.now() - oldest.attempt.receivedAt : 0
    return { inFlight: inFlight.count(), oldestMs }
  }

  /** Slow handlers get most of the time to finish; the rest is for telling their users that there will be no answer. */
  async function drain(timeoutMs: number): Promise<number> {
    isDraining = true
    const timer = setTimeout(() => stopping.abort(), timeoutMs * SLOW_SHARE_OF_DRAIN)
    const left = await inFlight.drain(timeoutMs)
    clearTimeout(timer)
    return left
  }

  return { receive, unavailableReason, stats, drain, close: async () => stopping.abort() }
}

/** LINE waits 2 s for a response. */
const IN_HAND_AFTER_MS = 1_000
const SLOW_SHARE_OF_DRAIN = 0.75
const WORKING: Result = { outcome: 'working' }
const DUPLICATE: Result = { outcome: 'duplicate' }
const SETTLED = Promise.resolve(DUPLICATE)

/** If an event fails, its copies fail with it: LINE must redeliver. */
const resultOfCopy = (result: Result): Result => (result.outcome === 'failed' ? result : DUPLICATE)
