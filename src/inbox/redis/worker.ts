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
  /** how many events all processes together may handle per second: LINE accepts 2,000 replies per second of a channel */
  eventsPerSecond: number
}

/** How long a lock on an event lasts without renewal before others take the event over; it is renewed every 4 s. */
const LOCK_MS = 8_000
/** How long to wait for Redis when checking whether this process still holds an event's lock. */
const LOCK_CHECK_TIMEOUT_MS = 3_000
/** How often to look for events whose lock has expired. */
const LOOK_FOR_STALLED_EVERY_MS = 3_000
/** How long after a Redis error until the worker requests events again, or retries a step of an event. */
const RETRY_AFTER_ERROR_MS = 1_000
/** Maximum delay before an event is retried. */
const MAX_BACKOFF_MS = 4_000
/** Maximum delay before an event that waits for an earlier one of its chat checks again. */
const MAX_TURN_BACKOFF_MS = 1_000
/** How long before its deadline the last attempt at an event starts. */
const LAST_ATTEMPT_MS = 1_000
/** How long to wait for BullMQ to close lost connections. */
const CLOSE_TIMEOUT_MS = 3_000
/** Window of the moving average of handling times, in events. */
const RECENT_EVENTS = 20
const DAY_S = 24 * 60 * 60
const MAX_DEAD_LETTERS = 1_000

/**
 * Creates a worker that consumes events from Redis, one attempt each: an event to be retried goes back to Redis, from where
 * any process can take it. Starts with the first call of `take`, and continues whenever Redis is available.
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
    maxStalledCount: Number.MAX_SAFE_INTEGER, // the reply token's lifetime is the limit
    drainDelay: BLOCK_MS / 1_000,
    runRetryDelay: RETRY_AFTER_ERROR_MS,
    removeOnComplete: { count: 0 }, // of a settled event only the hash of its id is kept
    removeOnFail: { age: DAY_S, count: MAX_DEAD_LETTERS },
    settings: {
      // Any other error: Redis refused to remove the job of a settled event. The retry removes it.
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
        'a bug in the bot itself: the event is kept as a dead letter and not retried'
      )
      throw new UnrecoverableError('internal')
    } finally {
      inFlight.remove(1, 0)
      handlingMs += (performance.now() - startedAt - handlingMs) / RECENT_EVENTS
    }
  }

  /** Handles the event, unless it is settled already and Redis only failed to remove its job. */
  async function settle(job: Job<StoredEvent>): Promise<void> {
    const { event, delivery, workUntil } = job.data
    const identified = identify(event)
    if (!workUntil && (await claims.isSettled(identified).catch(leaveToOthers))) return
    // If Redis becomes unavailable, BullMQ may pass on a job late, after other processes have taken it over.
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

  /** Reports the outcome of the event. If its slow handler is still at work, the job is kept until the work has ended. */
  async function end(
    job: Job<StoredEvent>,
    identified: IdentifiedEvent,
    result: Result,
    work?: WorkLeft
  ): Promise<void> {
    // Another process may have taken the event over and replied.
    const isUnconfirmed = result.outcome === 'rejected' && !(await isStillOurs(job))
    const outcome: Result = isUnconfirmed ? { ...result, outcome: 'unconfirmed' } : result
    reportOutcome(identified, outcome, job.data.delivery)
    order.leave(identified).catch(reportProblem)
    if (work) await job.updateData({ ...job.data, workUntil: work.until }).catch(reportProblem)
    const settling = claims.settle(identified)
    settling.catch(() => {}) // handled below, when the work has ended
    settledCount++
    await work?.ended
    await settling.catch(leaveToOthers)
  }

  /** Reports the outcome of the event and keeps it as a dead letter, unless the user has unsent its message. */
  async function endAsDeadLetter(
    job: Job<StoredEvent>,
    identified: IdentifiedEvent,
    result: Result & { reason: string }
  ): Promise<void> {
    const unsent = await isUnsent(connection, identified.event).catch(reportProblem) // unknown: the event is kept
    reportOutcome(identified, result, job.data.delivery)
    order.leave(identified).catch(reportProblem)
    if (unsent !== true) throw new UnrecoverableError(result.reason)
  }

  /** Has the event retried after a pause. */
  async function postpone(job: Job<StoredEvent>, reason: string, pauseMs: number): Promise<never> {
    if (job.opts.attempts) throw new Postponed(reason, pauseMs)
    await job.moveToDelayed(Date.now() + pauseMs, job.token) // stored by an earlier version, which allowed one attempt
    throw new DelayedError()
  }

  /** Abandons the event, which is then taken over like that of a dead process, and may have been replied to. */
  function leaveToOthers(error?: Error): never {
    if (error) reportProblem(error)
    throw new DelayedError()
  }

  /** Returns the deadline of an event. If it is less than `withinMs` away, checks whether LINE has redelivered the event. */
  async function deadlineFor(
    job: Job<StoredEvent>,
    identified: IdentifiedEvent,
    withinMs = 0
  ): Promise<number> {
    const { event, delivery } = job.data
    const receivedAt = Math.max(delivery.receivedAt, job.timestamp || 0) // an earlier version stored it as the job's timestamp
    const deadline = deadlineOf(event, receivedAt)
    if (Date.now() + withinMs < deadline) return deadline
    const redeliveredAt = await claims.lastRedelivery(identified).catch(() => 0)
    return deadlineOf(event, Math.max(receivedAt, redeliveredAt))
  }

  /** Whether this process still holds the event's lock, so that no other process can have taken the event over. */
  async function isStillOurs(job: Job<StoredEvent>): Promise<boolean> {
    const extended = job.extendLock(job.token ?? '', LOCK_MS).catch(reportProblem)
    return (await withTimeLimit(extended, LOCK_CHECK_TIMEOUT_MS)) === 1
  }

  return {
    /** Starts, pauses or resumes consuming events. */
    async take(isAllowed: boolean): Promise<void> {
      if (stopping.signal.aborted) return
      if (!isAllowed) await worker.pause(true)
      else if (worker.isPaused()) await worker.resume()
      else if (!worker.isRunning()) worker.run().catch(reportProblem)
    },
    /** Calls the listener with the id of each job that is taken over because its lock has expired. */
    onTakenOver: (listener: (jobId: string) => void) => void worker.on('stalled', listener),
    isReady: readiness.isReady,
    ready: readiness.ready,
    /** Returns the moving average of the time to handle an event, in milliseconds. */
    handlingMs: () => handlingMs,
    /** Returns how many events this process is handling. */
    inFlightCount: inFlight.count,
    /** Returns how many events this process has settled. */
    settledCount: () => settledCount,
    /** Stops consuming events and waits up to `timeoutMs` for those in flight. Resolves with the number of events left. */
    async drain(timeoutMs: number): Promise<number> {
      const end = performance.now() + timeoutMs
      stopping.abort()
      // Waits until the outcomes are stored in Redis; if it is unavailable, only for the handlers.
      const stopped = connection.status === 'ready' ? worker.close() : worker.pause(true)
      await withTimeLimit(stopped.catch(ignore), timeoutMs)
      return inFlight.drain(end - performance.now())
    },
    async close(): Promise<void> {
      closing.abort()
      readiness.close()
      // Without force it would wait for a lost connection.
      await withTimeLimit(worker.close(true).catch(ignore), CLOSE_TIMEOUT_MS)
      await queue?.close()
      connection.disconnect()
    }
  }
}

const ignore = () => {}
const NEVER = new AbortController().signal

/** The remaining work of a slow handler for an event whose button was sent. */
interface WorkLeft {
  ended: Promise<void>
  until: number
}

/** Tells BullMQ to retry the event after a pause. */
class Postponed extends Error {
  readonly pauseMs: number

  constructor(reason: string, pauseMs: number) {
    super(reason)
    this.name = 'Postponed'
    this.pauseMs = pauseMs
  }
}

/** Errors that control what BullMQ does with a job. Any other error is a bug. */
const BULLMQ_HANDLES = [Postponed, DelayedError, UnrecoverableError]

/** Limits events per 50 ms rather than per second, to avoid bursts. No second exceeds the limit, wherever it starts. */
function limiterFor(eventsPerSecond: number) {
  const max = Math.ceil(eventsPerSecond / 20)
  return { max, duration: Math.ceil((max * 1_000) / Math.max(1, eventsPerSecond - max)) }
}
