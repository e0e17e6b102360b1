import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq'
import { BLOCK_MS, connectToRedis, type RedisConnectionOptions } from '../../redis/connection.ts'
import type { ReportProblem } from '../../redis/errors.ts'
import { QUEUE } from '../../redis/keys.ts'
import { backoff } from '../../timing/backoff.ts'
import { withTimeLimit } from '../../timing/time-limit.ts'
import { deadlineOf } from '../deadline.ts'
import { type IdentifiedEvent, identify } from '../identify.ts'
import { createInFlight } from '../in-flight.ts'
import { internalFailure, isExpired, mayHaveBeenDelivered, type Result } from '../outcome.ts'
import type { InboxOptions, SlowWork } from '../types.ts'
import { createChatOrder } from './chat-order.ts'
import { createClaims } from './claims.ts'
import { lastFailureOf, NOT_ATTEMPTED, wasInterrupted } from './earlier-attempts.ts'
import { createRedisAnswers } from './kept-answers.ts'
import { type EventQueue, openQueue, type StoredEvent } from './queue.ts'
import { watchReadiness } from './readiness.ts'
import { isUnsent } from './unsend.ts'

export interface RedisWorkerOptions extends InboxOptions, Omit<RedisConnectionOptions, 'signal'> {
  /** how many events this process handles at once */
  concurrency: number
  /** how many events all processes together may take in a second: LINE lets a channel send 2,000 replies */
  eventsPerSecond: number
}

/** How long a process may be silent before others take its events over; it says every four seconds that it is alive. */
const LOCK_MS = 8_000
/** How long to wait for Redis to say whether an event is still this process's. */
const LOCK_CHECK_TIMEOUT_MS = 3_000
/** How often somebody looks for events whose process is silent. */
const LOOK_FOR_STALLED_EVERY_MS = 3_000
/** After an error of Redis, how long until events are asked for again, or a step of an event is tried again. */
const RETRY_AFTER_ERROR_MS = 1_000
/** How long an event waits at most before it is tried again, in milliseconds. */
const MAX_BACKOFF_MS = 4_000
/** How long an event that waits for another one of its chat waits at most before it looks again, in milliseconds. */
const MAX_TURN_BACKOFF_MS = 1_000
/** How long before its deadline an event is tried for the last time. */
const LAST_ATTEMPT_MS = 1_000
/** How long to wait for BullMQ to let go of connections that are lost. */
const CLOSE_TIMEOUT_MS = 3_000
/** Of how many events the time that they take is the average. */
const RECENT_EVENTS = 20
const DAY_S = 24 * 60 * 60
const MAX_DEAD_LETTERS = 1_000

/**
 * Takes events from Redis and has them handled, one attempt at a time: an event that must wait does so in Redis, where
 * any process can take it. Works whenever Redis is there, from when it is started.
 */
export function createRedisWorker({
  processEvent,
  chatInOrder = () => undefined,
  reportOutcome,
  concurrency,
  eventsPerSecond,
  reportProblem,
  ...options
}: RedisWorkerOptions & { reportProblem: ReportProblem }) {
  const closing = new AbortController()
  const stopping = new AbortController()
  const connection = connectToRedis({ ...options, reportProblem, signal: closing.signal }, 'wait')
  const claims = createClaims(connection)
  const answers = createRedisAnswers(connection, leaveToOthers)
  let queue: EventQueue | undefined
  const order = createChatOrder(connection, chatInOrder, () => (queue ??= openQueue(connection)))
  const { name, ...queueOptions } = QUEUE
  const inFlight = createInFlight({ maxEvents: concurrency, maxBytes: Number.POSITIVE_INFINITY })
  let handlingMs = 0
  let settledCount = 0

  const worker = new Worker<StoredEvent>(name, work, {
    ...queueOptions,
    connection,
    autorun: false,
    concurrency,
    limiter: limiterFor(eventsPerSecond),
    lockDuration: LOCK_MS,
    stalledInterval: LOOK_FOR_STALLED_EVERY_MS,
    maxStalledCount: Number.MAX_SAFE_INTEGER, // the reply token's life decides
    drainDelay: BLOCK_MS / 1_000,
    runRetryDelay: RETRY_AFTER_ERROR_MS,
    removeOnComplete: { count: 0 }, // a settled event leaves nothing but its id
    removeOnFail: { age: DAY_S, count: MAX_DEAD_LETTERS },
    settings: {
      // Another error: Redis refused to remove the event. It is settled, and is removed next time.
      backoffStrategy: (_attempts, _type, error) =>
        error instanceof Postponed ? error.pauseMs : RETRY_AFTER_ERROR_MS
    }
  })
  worker.on('error', reportProblem)
  const readiness = watchReadiness(worker, connection, options.log)

  async function work(job: Job<StoredEvent>): Promise<void> {
    if (stopping.signal.aborted || worker.isPaused())
      return postpone(job, job.failedReason ?? NOT_ATTEMPTED, 0)
    const startedAt = performance.now()
    inFlight.add(1, 0)
    try {
      await settle(job)
    } catch (err) {
      if (BULLMQ_HANDLES.some((type) => err instanceof type)) throw err
      options.log.error(
        { err, jobId: job.id },
        'a bug of the bot itself: the event is kept, and not tried again'
      )
      throw new UnrecoverableError('internal')
    } finally {
      inFlight.remove(1, 0)
      handlingMs += (performance.now() - startedAt - handlingMs) / RECENT_EVENTS
    }
  }

  /** Handles the event, unless that was done before and Redis did not remove the job. */
  async function settle(job: Job<StoredEvent>): Promise<void> {
    const { event, delivery, workUntil } = job.data
    const identified = identify(event)
    if (!workUntil && (await claims.isSettled(identified).catch(leaveToOthers))) return
    // While Redis is away, BullMQ keeps a job that it has taken until it has asked for the next one.
    if (Date.now() - (job.processedOn ?? 0) >= LOCK_MS && !(await isStillOurs(job))) leaveToOthers()
    const deadline = workUntil ?? (await deadlineFor(job, identified))
    if (
      !workUntil &&
      Date.now() < deadline &&
      !(await order.isFirst(identified, Date.now() - job.timestamp).catch(leaveToOthers))
    )
      return postpone(
        job,
        job.failedReason ?? NOT_ATTEMPTED,
        backoff(job.attemptsMade + 1, MAX_TURN_BACKOFF_MS)
      )
    const { result, work } = await attempt(job, identified, deadline)
    if (workUntil && result.outcome !== 'failed')
      return void (await claims.settle(identified).catch(leaveToOthers))
    if (isExpired(result)) return endAsDeadLetter(job, identified, result)
    if (result.outcome !== 'failed') return end(job, identified, result, work)

    if (!job.data.mayHaveBeenDelivered && (mayHaveBeenDelivered(result) || wasInterrupted(job)))
      await job.updateData({ ...job.data, mayHaveBeenDelivered: true }).catch(leaveToOthers)
    const leftMs = (await deadlineFor(job, identified, MAX_BACKOFF_MS)) - LAST_ATTEMPT_MS - Date.now()
    if (result.reason === 'internal' || leftMs <= 0) return endAsDeadLetter(job, identified, result)
    if (job.attemptsMade === 0) reportOutcome(identified, { ...result, outcome: 'postponed' }, delivery)
    return postpone(job, result.reason, Math.min(backoff(job.attemptsMade + 1, MAX_BACKOFF_MS), leftMs))
  }

  async function attempt(
    job: Job<StoredEvent>,
    identified: IdentifiedEvent,
    deadline: number
  ): Promise<{ result: Result; work?: WorkLeft | undefined }> {
    const { delivery, workUntil, mayHaveBeenDelivered = wasInterrupted(job) } = job.data
    if (Date.now() >= deadline && !workUntil) {
      const failure = lastFailureOf(job)
      return {
        result: failure ? { outcome: 'failed', ...failure } : { outcome: 'ignored', reason: 'expired' }
      }
    }
    let work: WorkLeft | undefined
    const slow: SlowWork = {
      ...{ answers, stopping: NEVER, isDraining: () => false },
      goOn(ended, until) {
        work = { ended, until }
      }
    }
    const limits = {
      deadline,
      signal: stopping.signal,
      maxReplyAttempts: 1,
      mayHaveBeenDelivered,
      slow,
      resumeUntil: workUntil
    }
    const result = await processEvent(identified, { ...delivery, ...limits }).catch((error) => {
      if (error instanceof DelayedError) throw error // Redis refused a step of a slow answer
      return internalFailure(error)
    })
    return { result, work }
  }

  /** Reports how the event ended. If its slow handler is still at work, the job stays until that has ended. */
  async function end(
    job: Job<StoredEvent>,
    identified: IdentifiedEvent,
    result: Result,
    work?: WorkLeft
  ): Promise<void> {
    // Another process may have taken it over, and replied.
    const isUnconfirmed = result.outcome === 'rejected' && !(await isStillOurs(job))
    const outcome: Result = isUnconfirmed ? { ...result, outcome: 'unconfirmed' } : result
    reportOutcome(identified, outcome, job.data.delivery)
    order.leave(identified).catch(reportProblem)
    if (work) await job.updateData({ ...job.data, workUntil: work.until }).catch(reportProblem)
    const settling = claims.settle(identified)
    settling.catch(() => {}) // looked at when the work has ended
    settledCount++
    await work?.ended
    await settling.catch(leaveToOthers)
  }

  /** Reports how the event ended, and has it kept, unless its message was unsent: then nothing of it stays. */
  async function endAsDeadLetter(
    job: Job<StoredEvent>,
    identified: IdentifiedEvent,
    result: Result & { reason: string }
  ): Promise<void> {
    const unsent = await isUnsent(connection, identified.event).catch(reportProblem) // not known: it is kept
    reportOutcome(identified, result, job.data.delivery)
    order.leave(identified).catch(reportProblem)
    if (unsent !== true) throw new UnrecoverableError(result.reason)
  }

  /** Has the event tried again after a pause. */
  async function postpone(job: Job<StoredEvent>, reason: string, pauseMs: number): Promise<never> {
    if (job.opts.attempts) throw new Postponed(reason, pauseMs)
    await job.moveToDelayed(Date.now() + pauseMs, job.token) // an earlier version stored it, for one attempt
    throw new DelayedError()
  }

  /** Leaves the event as it is: it is taken over like one whose process has died, and may have been replied to. */
  function leaveToOthers(error?: Error): never {
    if (error) reportProblem(error)
    throw new DelayedError()
  }

  /** The deadline of an event; when that is within the given milliseconds, with what LINE has delivered meanwhile. */
  async function deadlineFor(
    job: Job<StoredEvent>,
    identified: IdentifiedEvent,
    withinMs = 0
  ): Promise<number> {
    const { event, delivery } = job.data
    const receivedAt = Math.max(delivery.receivedAt, job.timestamp || 0) // an earlier version kept it as the job's time
    const deadline = deadlineOf(event, receivedAt)
    if (Date.now() + withinMs < deadline) return deadline
    const redeliveredAt = await claims.lastRedelivery(identified).catch(() => 0)
    return deadlineOf(event, Math.max(receivedAt, redeliveredAt))
  }

  /** Whether no other process can have taken the event over since it was taken. */
  async function isStillOurs(job: Job<StoredEvent>): Promise<boolean> {
    const extended = job.extendLock(job.token ?? '', LOCK_MS).catch(reportProblem)
    return (await withTimeLimit(extended, LOCK_CHECK_TIMEOUT_MS)) === 1
  }

  return {
    /** Takes events from now on, or none for now. */
    async take(isAllowed: boolean): Promise<void> {
      if (stopping.signal.aborted) return
      if (!isAllowed) await worker.pause(true)
      else if (worker.isPaused()) await worker.resume()
      else if (!worker.isRunning()) worker.run().catch(reportProblem)
    },
    /** Calls the listener with the id of each job that is taken over, because its process is silent. */
    onTakenOver: (listener: (jobId: string) => void) => void worker.on('stalled', listener),
    isReady: readiness.isReady,
    ready: readiness.ready,
    /** How long an event takes from here to its end, of late, in milliseconds. */
    handlingMs: () => handlingMs,
    /** How many events are handled here now. */
    inFlightCount: inFlight.count,
    /** How many events were settled here. */
    settledCount: () => settledCount,
    /** Takes no more events, and waits for those in flight within the time limit. Resolves with the number that is left. */
    async drain(timeoutMs: number): Promise<number> {
      const end = performance.now() + timeoutMs
      stopping.abort()
      // Waits until Redis has what became of each event; while it is away, only for what is handled here.
      const stopped = connection.status === 'ready' ? worker.close() : worker.pause(true)
      await withTimeLimit(stopped.catch(ignore), timeoutMs)
      return inFlight.drain(end - performance.now())
    },
    async close(): Promise<void> {
      closing.abort()
      readiness.close()
      // Without force it would wait for a connection that is lost.
      await withTimeLimit(worker.close(true).catch(ignore), CLOSE_TIMEOUT_MS)
      await queue?.close()
      connection.disconnect()
    }
  }
}

const ignore = () => {}
const NEVER = new AbortController().signal

/** What a slow handler still does for an event that has ended. */
interface WorkLeft {
  ended: Promise<void>
  until: number
}

/** The event is tried again after a pause. */
class Postponed extends Error {
  readonly pauseMs: number

  constructor(reason: string, pauseMs: number) {
    super(reason)
    this.name = 'Postponed'
    this.pauseMs = pauseMs
  }
}

/** What tells BullMQ what becomes of a job; any other error is a bug. */
const BULLMQ_HANDLES = [Postponed, DelayedError, UnrecoverableError]

/** In twentieths of a second, so that a second's worth does not go out at once; and no second has more, wherever it begins. */
function limiterFor(eventsPerSecond: number) {
  const max = Math.ceil(eventsPerSecond / 20)
  return { max, duration: Math.ceil((max * 1_000) / Math.max(1, eventsPerSecond - max)) }
}
