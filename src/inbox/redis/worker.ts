import { setImmediate as nextTurn } from 'node:timers/promises'
import { DelayedError, type Job, type JobsOptions, UnrecoverableError } from 'bullmq'
import { backoff } from '../../timing/backoff.ts'
import { withTimeLimit } from '../../timing/time-limit.ts'
import { deadlineOf } from '../deadline.ts'
import { type IdentifiedEvent, identify } from '../identify.ts'
import { createInFlight } from '../in-flight.ts'
import {
  type FailureReason,
  internalFailure,
  isExpired,
  mayHaveBeenDelivered,
  type Result
} from '../outcome.ts'
import type { InboxOptions } from '../types.ts'
import { BLOCK_MS, connectToRedis, type RedisConnectionOptions } from './connection.ts'
import { lastFailureOf, wasInterrupted } from './earlier-attempts.ts'
import type { ReportProblem } from './errors.ts'
import { PausableWorker } from './pausable-worker.ts'
import { lastDeliveredAt, QUEUE, type StoredEvent } from './queue.ts'
import { type ReadinessLog, watchReadiness } from './readiness.ts'
import { isUnsent } from './unsend.ts'

export interface RedisWorkerOptions extends InboxOptions, Omit<RedisConnectionOptions, 'signal'> {
  log: RedisConnectionOptions['log'] & ReadinessLog
  /** how many events this process handles at once */
  concurrency: number
  /** how many events all processes together may take in a second: LINE lets a channel send 2,000 replies */
  eventsPerSecond: number
}

/** How long a process may be silent before others take its events over; it says every two seconds that it is alive. */
const LOCK_MS = 8_000
/** How long to wait for Redis to say whether an event is still this process's. */
const LOCK_CHECK_TIMEOUT_MS = 3_000
/** How often somebody looks for events whose process is silent. */
const LOOK_FOR_STALLED_EVERY_MS = 3_000
/** After an error of Redis, how long until events are asked for again. */
const RETRY_AFTER_ERROR_MS = 1_000
/** How long an event waits at most before it is tried again, in milliseconds. */
const MAX_BACKOFF_MS = 8_000
/** How long to wait for BullMQ to let go of connections that are lost. */
const CLOSE_TIMEOUT_MS = 3_000
/** Of how many events the time that they take is the average. */
const RECENT_EVENTS = 20
const DAY_S = 24 * 60 * 60
const MAX_DEAD_LETTERS = 1_000

/**
 * Takes events from Redis and has them handled, one attempt at a time: an event that must wait does so in Redis, where
 * any process can take it. Starts at once, and works whenever Redis is there.
 */
export function createRedisWorker({
  processEvent,
  reportOutcome,
  concurrency,
  eventsPerSecond,
  reportProblem,
  ...options
}: RedisWorkerOptions & { reportProblem: ReportProblem }) {
  const closing = new AbortController()
  const connection = connectToRedis({ ...options, reportProblem, signal: closing.signal }, 'wait')
  const { name, ...queueOptions } = QUEUE
  const inFlight = createInFlight({ maxEvents: concurrency, maxBytes: Number.POSITIVE_INFINITY })
  let handlingMs = 0

  const worker = new PausableWorker(name, work, {
    ...queueOptions,
    connection,
    concurrency,
    limiter: limiterFor(eventsPerSecond),
    lockDuration: LOCK_MS,
    stalledInterval: LOOK_FOR_STALLED_EVERY_MS,
    maxStalledCount: Number.MAX_SAFE_INTEGER, // the reply token's life decides
    drainDelay: BLOCK_MS / 1_000,
    runRetryDelay: RETRY_AFTER_ERROR_MS,
    removeOnComplete: { count: 0 }, // a settled event leaves nothing but its id
    removeOnFail: { age: DAY_S, count: MAX_DEAD_LETTERS },
    settings: { backoffStrategy: (_attempts, _type, error) => (error as Postponed).pauseMs }
  })
  worker.on('error', reportProblem)
  const readiness = watchReadiness(worker, connection, options.log)

  async function work(job: Job<StoredEvent>): Promise<void> {
    const startedAt = performance.now()
    inFlight.add(1, 0)
    job.opts = ONE_ATTEMPT
    try {
      await settle(job)
      // Where Redis refuses to remove it, BullMQ would make a dead letter of it: an event that is settled is none.
      job.moveToFailed = (_error, token, fetchNext) => job.moveToCompleted(undefined, token, fetchNext)
    } catch (err) {
      if (err instanceof Postponed) job.opts = ANOTHER_ATTEMPT
      else if (!(err instanceof DelayedError || err instanceof UnrecoverableError)) {
        options.log.error(
          { err, jobId: job.id },
          'a bug of the bot itself: the event is kept, and not tried again'
        )
        throw new UnrecoverableError('internal')
      }
      throw err
    } finally {
      inFlight.remove(1, 0)
      handlingMs += (performance.now() - startedAt - handlingMs) / RECENT_EVENTS
    }
  }

  /**
   * Handles the event; throws `Postponed` when it is to be tried again, `UnrecoverableError` when it is a dead letter, and
   * `DelayedError` to leave it as it is: then it is taken over like one whose process has died, and may have been
   * replied to.
   */
  async function settle(job: Job<StoredEvent>): Promise<void> {
    const { event, delivery } = job.data
    const identified = identify(event)
    const deadline = deadlineOf(event, lastDeliveredAt(job))
    // While Redis is away, BullMQ keeps a job that it has taken until it has asked for the next one.
    if (Date.now() - (job.processedOn ?? 0) >= LOCK_MS && !(await isStillOurs(job))) throw new DelayedError()
    const result = await attempt(job, identified, deadline)
    // Another process may have taken it over, and replied.
    if (result.outcome === 'rejected' && !(await isStillOurs(job))) {
      return reportOutcome(identified, { ...result, outcome: 'unconfirmed' }, delivery)
    }
    if (isExpired(result)) return endAsDeadLetter(job, identified, result)
    if (result.outcome !== 'failed') return reportOutcome(identified, result, delivery)

    const isPerhapsDelivered = mayHaveBeenDelivered(result) || wasInterrupted(job)
    if (isPerhapsDelivered && !job.data.mayHaveBeenDelivered) await keepMayHaveBeenDelivered(job)
    const pauseMs = backoff(job.attemptsMade + 1, MAX_BACKOFF_MS)
    const isTooLate = (time: number) => Date.now() + pauseMs >= time
    if (result.reason === 'internal' || (isTooLate(deadline) && isTooLate(await renewedDeadline(job)))) {
      return endAsDeadLetter(job, identified, result)
    }
    if (job.attemptsMade === 0) reportOutcome(identified, { ...result, outcome: 'postponed' }, delivery)
    throw new Postponed(result.reason, pauseMs)
  }

  /** Reports how the event ended, and has it kept, unless its message was unsent: then nothing of it stays. */
  async function endAsDeadLetter(
    job: Job<StoredEvent>,
    identified: IdentifiedEvent,
    result: Result & { reason: string }
  ): Promise<void> {
    const unsent = await isUnsent(connection, identified.event).catch(reportProblem) // not known: it is kept
    reportOutcome(identified, result, job.data.delivery)
    if (unsent !== true) throw new UnrecoverableError(result.reason)
  }

  /** The deadline after what LINE may have delivered since the event was taken. */
  async function renewedDeadline(job: Job<StoredEvent>): Promise<number> {
    const timestamp = await connection.hget(worker.toKey(job.id ?? ''), 'timestamp').catch(reportProblem)
    return deadlineOf(job.data.event, lastDeliveredAt({ data: job.data, timestamp: Number(timestamp) }))
  }

  /** Whether no other process can have taken the event over since it was taken. */
  async function isStillOurs(job: Job<StoredEvent>): Promise<boolean> {
    const extended = job.extendLock(job.token ?? '', LOCK_MS).catch(reportProblem)
    return (await withTimeLimit(extended, LOCK_CHECK_TIMEOUT_MS)) === 1
  }

  /** Throws `DelayedError` when Redis refuses to keep it. */
  async function keepMayHaveBeenDelivered(job: Job<StoredEvent>): Promise<void> {
    try {
      await job.updateData({ ...job.data, mayHaveBeenDelivered: true })
    } catch (error) {
      reportProblem(error as Error)
      throw new DelayedError()
    }
  }

  async function attempt(
    job: Job<StoredEvent>,
    identified: IdentifiedEvent,
    deadline: number
  ): Promise<Result> {
    const { delivery, mayHaveBeenDelivered = wasInterrupted(job) } = job.data
    if (Date.now() >= deadline) {
      return job.attemptsStarted <= 1 ? EXPIRED : { outcome: 'failed', ...lastFailureOf(job) }
    }
    try {
      return await processEvent(identified, {
        ...delivery,
        deadline,
        maxReplyAttempts: 1,
        mayHaveBeenDelivered
      })
    } catch (err) {
      return internalFailure(err)
    }
  }

  return {
    /** Whether this process can take events from Redis. */
    isReady: readiness.isReady,
    ready: readiness.ready,
    /** How long an event takes from here to its end, of late, in milliseconds. */
    handlingMs: () => handlingMs,
    /** Takes no more events, and waits for those in flight, at most for the given milliseconds. Resolves with the number that is left. */
    async drain(timeoutMs: number): Promise<number> {
      const end = performance.now() + timeoutMs
      await worker.pause(true)
      for (;;) {
        const left = await inFlight.drain(end - performance.now())
        if (left > 0) return left
        // What was said to Redis has arrived when it answers this; BullMQ may have started another event meanwhile.
        if (connection.status !== 'ready') return 0
        await withTimeLimit(connection.ping().catch(ignore), Math.min(1_000, end - performance.now()))
        await nextTurn()
        if ((await inFlight.drain(0)) === 0) return 0
      }
    },
    async close(): Promise<void> {
      closing.abort()
      readiness.close()
      await withTimeLimit(worker.close(true).catch(ignore), CLOSE_TIMEOUT_MS) // without force it would wait for a connection that is lost
      connection.disconnect()
    }
  }
}

const ignore = () => {}

/** An error that ends the job, which BullMQ does by default; its stack is in the log, and not in Redis. */
const ONE_ATTEMPT: JobsOptions = { attempts: 1, stackTraceLimit: 0 }
/** The reply token's life decides how many there are, and the error when the next one is. */
const ANOTHER_ATTEMPT: JobsOptions = {
  ...ONE_ATTEMPT,
  attempts: Number.MAX_SAFE_INTEGER,
  backoff: { type: 'custom' }
}

/** The event is tried again after a pause. */
class Postponed extends Error {
  readonly pauseMs: number

  constructor(reason: FailureReason, pauseMs: number) {
    super(reason)
    this.name = 'Postponed'
    this.pauseMs = pauseMs
  }
}

/** In twentieths of a second, so that a second's worth does not go out at once; and no second has more, wherever it begins. */
function limiterFor(eventsPerSecond: number) {
  const max = Math.ceil(eventsPerSecond / 20)
  return { max, duration: Math.ceil((max * 1_000) / Math.max(1, eventsPerSecond - max)) }
}

const EXPIRED: Result = { outcome: 'ignored', reason: 'expired' }
