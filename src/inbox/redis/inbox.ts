import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import { connectToRedis, isReady } from '../../redis/connection.ts'
import { createProblemReport, type RedisProblem } from '../../redis/errors.ts'
import { createOwner, OTHER_BOT } from '../../redis/owner.ts'
import { type KnownOutage, shareOutage } from '../../redis/shared-outage.ts'
import { type IdentifiedEvent, identify } from '../identify.ts'
import { createInFlight } from '../in-flight.ts'
import { internalFailure, type Result } from '../outcome.ts'
import type { Delivery, Inbox, InboxStats, Outage, Unavailable } from '../types.ts'
import { createCapacity } from './capacity.ts'
import { createChatOrder } from './chat-order.ts'
import { createClaims } from './claims.ts'
import { addJob, type EventQueue, jobIdOf, oldestOf, openQueue, retryFailed } from './queue.ts'
import { removeUnreadable } from './unreadable.ts'
import { forgetUnsent } from './unsend.ts'
import { createRedisWorker, type RedisWorkerOptions } from './worker.ts'

export interface RedisInboxOptions extends RedisWorkerOptions {
  outage: Outage & KnownOutage
  /** asks LINE for the bot's user id; resolves with undefined if LINE does not respond with one */
  askBotId: () => Promise<string | undefined>
  /** how many events may be on their way to Redis at once */
  maxEvents?: number
  /** the total size of these events' webhooks, in bytes */
  maxBytes?: number
}

/** How often Redis is checked, which also keeps the connection alive: Heroku closes it after 300 s without traffic. */
const LOOK_EVERY_MS = 1_000
/** How often Redis is checked while events arrive. */
const LOOK_AGAIN_AFTER_MS = 100
/** After Redis failed to store events, how long further ones are refused without trying. */
const CIRCUIT_OPEN_MS = 1_000
/** During an outage of LINE, how often to check whether the events of a webhook are settled. */
const ASK_WHETHER_SETTLED_EVERY_MS = 100
/** How many dead letters are deleted at a time when Redis is full, the oldest first. */
const DEAD_LETTERS_GIVEN_UP = 50
const MINUTE_MS = 60 * 1_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** How long startup waits for Redis, so that it is available for the first webhooks. */
const READY_WITHIN_MS = 2_000

/**
 * Creates an inbox that stores events in Redis, from which any process, including this one, handles them. An event is safe
 * when it is stored; during an outage of LINE, only when it is settled. While Redis is unavailable, slow, full or
 * read-only, or this process cannot consume events from it, no events are accepted, so that LINE redelivers them. Resolves
 * when Redis is ready, or after a few seconds without it.
 */
export async function createRedisInbox({
  outage,
  askBotId,
  maxEvents = 10_000,
  maxBytes = 32 * 1024 * 1024,
  ...options
}: RedisInboxOptions): Promise<Inbox> {
  let lastProblem: RedisProblem | undefined
  let circuitClosesAt = 0
  let lookedAt = Number.NEGATIVE_INFINITY
  let queue: EventQueue | undefined
  let outagesEnded = 0

  const logProblem = options.reportProblem ?? createProblemReport(options.log)
  const reportProblem = (error: Error | RedisProblem) => (lastProblem = logProblem(error))
  const connection = connectToRedis({ ...options, reportProblem }, 'fail-fast')
  connection.on('ready', () => {
    void queue?.close()
    queue = openQueue(connection)
  })
  const claims = createClaims(connection)
  const isOurs = createOwner(connection, askBotId)
  const order = createChatOrder(
    connection,
    options.chatInOrder ?? (() => undefined),
    () => queue as EventQueue
  )
  const refreshOutage = shareOutage(connection, outage)
  outage.onChange(() => {
    if (outage.state() === 'none') outagesEnded++
  })
  const worker = createRedisWorker({ ...options, reportProblem })
  const isLineDown = () => outage.state() === 'confirmed'
  const capacity = createCapacity({ ...options, ...worker, connection, isLineDown })
  const inFlight = createInFlight({ maxEvents, maxBytes })
  const timers = [setInterval(look, LOOK_EVERY_MS).unref(), setInterval(forgetOld, HOUR_MS).unref()]
  worker.onTakenOver((jobId) => queue && removeUnreadable(queue, jobId, options.log))

  function receive(events: webhook.Event[], delivery: Delivery, waitMs = 0): Promise<Result>[] | Unavailable {
    const unavailable = unavailableReason(events.length, delivery.bytes)
    if (unavailable) return { unavailable }
    if (performance.now() - lookedAt >= LOOK_AGAIN_AFTER_MS) void look()
    const { length } = events
    inFlight.add(length, delivery.bytes)
    capacity.add(length, delivery.bytes)
    const endsAt = performance.now() + waitMs
    const identified = events.map(identify)
    const stored = store(queue as EventQueue, identified, delivery)
    const results = stored.finally(() => inFlight.remove(length, delivery.bytes))
    return identified.map(async (event, i) => {
      const result = (await results)[i] as Result
      options.reportOutcome(event, result, delivery)
      return isSafe(result) ? whenSettled(event, result, endsAt) : result
    })
  }

  /** Stores the events of a delivery. Resolves with the result of each. */
  async function store(queue: EventQueue, events: IdentifiedEvent[], delivery: Delivery): Promise<Result[]> {
    try {
      const claiming = Promise.all(events.map(claims.claim))
      const forgetting = forgetUnsent(connection, queue, events)
      const [claimed] = await Promise.all([claiming, refreshOutage(), forgetting])
      const storing = events.map((event, i) =>
        claimed[i] ? add(queue, event, delivery) : receiveAgain(queue, event, delivery)
      )
      return await Promise.all(storing)
    } catch (error) {
      reportProblem(error as Error)
      circuitClosesAt = performance.now() + CIRCUIT_OPEN_MS
      return events.map(() => NOT_STORED)
    }
  }

  /** Adds the job of an event. An event that is nested too deeply for JSON fails without affecting the others. */
  async function add(queue: EventQueue, event: IdentifiedEvent, delivery: Delivery): Promise<Result> {
    try {
      const entering = order.enter(event)
      await Promise.all([entering, addJob(queue, event, delivery)])
      return STORED
    } catch (error) {
      if (error instanceof RangeError || error instanceof TypeError) return internalFailure(error)
      throw error
    }
  }

  /** Handles a redelivery. The earlier delivery of the event may still be in progress. */
  async function receiveAgain(
    queue: EventQueue,
    known: IdentifiedEvent,
    delivery: Delivery
  ): Promise<Result> {
    if (await claims.isSettled(known)) return DUPLICATE
    const jobId = jobIdOf(known.id)
    await claims.noteRedelivery(known, delivery.receivedAt)
    const job = await queue.getJob(jobId)
    const state = await job?.getState()
    if (state === 'failed') return (await retryFailed(queue, jobId, delivery)) ? STORED : DUPLICATE
    if (state && state !== 'unknown') return DUPLICATE
    // The process that claimed it has not stored it yet, or died before, or Redis refused one of the two steps.
    if (job) await queue.remove(jobId)
    const added = (await claims.isSettled(known)) ? DUPLICATE : await add(queue, known, delivery)
    return added === STORED ? DUPLICATE : added
  }

  /**
   * Waits until the event is safe. During an outage of LINE that is when it is settled, because its reply token may expire
   * before LINE recovers. The outage also counts as over if a reply was accepted, even if the next one has failed since.
   */
  async function whenSettled(event: IdentifiedEvent, result: Result, endsAt: number): Promise<Result> {
    if (outage.state() === 'none') return result
    const endedBefore = outagesEnded
    while (performance.now() < endsAt) {
      const [isSettled] = await Promise.all([claims.isSettled(event), refreshOutage()]).catch(() => [false])
      if (isSettled || outagesEnded > endedBefore) return result
      await sleep(ASK_WHETHER_SETTLED_EVERY_MS)
    }
    return NOT_SETTLED
  }

  function unavailableReason(events = 1, bytes = 0): string | undefined {
    if (connection.status !== 'ready') return withProblem('Redis is unavailable')
    if (performance.now() < circuitClosesAt) return withProblem('Redis does not accept events')
    if (!worker.isReady()) return withProblem('this process cannot consume events from Redis')
    if (!inFlight.hasRoomFor(events, bytes)) return 'too many events on their way to Redis'
    const shortage = capacity.shortage(events, bytes)
    return shortage && reportProblem(shortage).message
  }

  const withProblem = (reason: string) => (lastProblem ? `${reason}: ${lastProblem.message}` : reason)

  /** Checks whether this Redis belongs to the bot, how much room it has, and whether other processes report an outage. */
  async function look(): Promise<void> {
    if (connection.status !== 'ready' || !queue) return
    lookedAt = performance.now()
    try {
      const [ours] = await Promise.all([isOurs(), capacity.look(queue), refreshOutage()])
      await worker.take(ours)
      if (!ours) reportProblem(OTHER_BOT)
      const shortage = capacity.shortage()
      if (!shortage) return
      reportProblem(shortage)
      // Only dead letters can be deleted to free memory.
      if (shortage.code === 'OOM') await queue.clean(MINUTE_MS, DEAD_LETTERS_GIVEN_UP, 'failed')
    } catch (error) {
      reportProblem(error as Error)
      circuitClosesAt = performance.now() + LOOK_EVERY_MS + CIRCUIT_OPEN_MS // at least until the next look
    }
  }

  /** Removes old dead letters, because BullMQ does so only when another event fails. */
  function forgetOld(): void {
    queue?.clean(DAY_MS, 1_000, 'failed').catch(() => {})
  }

  async function stats(): Promise<InboxStats> {
    if (connection.status !== 'ready' || !queue) throw new Error('Redis is unavailable')
    const counts = queue.getJobCounts('waiting', 'active', 'delayed', 'failed')
    const [{ waiting = 0, active = 0, delayed = 0, failed = 0 }, oldestAt] = await Promise.all([
      counts,
      oldestOf(queue)
    ])
    return {
      inFlight: inFlight.count() + worker.inFlightCount(),
      oldestMs: oldestAt === undefined ? 0 : Math.max(0, Date.now() - oldestAt),
      queue: { waiting, active, delayed, dead_letter: failed }
    }
  }

  async function drain(timeoutMs: number): Promise<number> {
    const end = performance.now() + timeoutMs
    const left = await worker.drain(timeoutMs)
    return left + (await inFlight.drain(end - performance.now()))
  }

  async function close(): Promise<void> {
    timers.forEach(clearInterval)
    await worker.close()
    await queue?.close()
    connection.disconnect()
  }

  if (await isReady(connection, READY_WITHIN_MS)) {
    forgetOld()
    await look()
    await worker.ready(READY_WITHIN_MS)
  }
  return { receive, unavailableReason, stats, drain, close }
}

const isSafe = ({ outcome }: Result) => outcome === 'stored' || outcome === 'duplicate'

const STORED: Result = { outcome: 'stored' }
const DUPLICATE: Result = { outcome: 'duplicate' }
const NOT_STORED: Result = { outcome: 'failed', reason: 'not-stored' }
const NOT_SETTLED: Result = {
  outcome: 'failed',
  reason: 'line-unavailable',
  mayHaveBeenDelivered: false,
  tries: 0
}
