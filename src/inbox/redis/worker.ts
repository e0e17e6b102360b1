import { type Job, UnrecoverableError, Worker } from 'bullmq'
import { backoff } from '../../timing/backoff.ts'
import { withTimeLimit } from '../../timing/time-limit.ts'
import { deadlineOf } from '../deadline.ts'
import { eventIdOf } from '../event-id.ts'
import { createInFlight } from '../in-flight.ts'
import { mayHaveBeenDelivered, type Result } from '../outcome.ts'
import type { InboxOptions } from '../types.ts'
import { connectToRedis, createTroubleReport, type RedisConnectionOptions } from './connection.ts'
import { memoryOf, QUEUE, type StoredEvent } from './queue.ts'
import { isUnsent } from './unsend.ts'

export interface RedisWorkerOptions extends InboxOptions, RedisConnectionOptions {
  /** how many events this process handles at once */
  concurrency: number
  /** how many events all processes together may take in a second: LINE lets a channel send 2,000 replies */
  eventsPerSecond: number
}

/** How long a process may be silent before others take its events over; it says every two seconds that it is alive. */
const LOCK = 8_000
/** How often somebody looks for events whose process is silent. */
const LOOK_AROUND = 3_000
/** How long an event waits at most before it is tried again, in milliseconds. */
const MAX_BACKOFF_MS = 8_000
/** How long to wait for BullMQ to let go of connections that are lost. */
const CLOSE_TIMEOUT_MS = 3_000
/** in seconds */
const DAY = 24 * 60 * 60
const MOST_FAILED = 1_000

/**
 * Takes events from Redis and has them handled, one try at a time: an event that must wait does so in Redis, where
 * any process can take it. Starts at once, and works whenever Redis is there.
 */
export function createRedisWorker({
  processEvent,
  reportOutcome,
  concurrency,
  eventsPerSecond,
  ...options
}: RedisWorkerOptions) {
  const { reportTrouble = createTroubleReport(options.log) } = options
  const closing = new AbortController()
  const connection = connectToRedis({ ...options, reportTrouble, signal: closing.signal }, 'wait')
  const { name, ...queueOptions } = QUEUE
  const inFlight = createInFlight({ maxEvents: concurrency, maxBytes: Number.POSITIVE_INFINITY })

  const worker = new Worker<StoredEvent>(name, work, {
    ...queueOptions,
    connection,
    concurrency,
    limiter: limiterFor(eventsPerSecond),
    lockDuration: LOCK,
    stalledInterval: LOOK_AROUND,
    maxStalledCount: Number.MAX_SAFE_INTEGER, // the reply token's life decides
    runRetryDelay: 1_000,
    removeOnComplete: { count: 0 }, // a settled event leaves nothing but its id
    removeOnFail: { age: DAY, count: MOST_FAILED },
    settings: { backoffStrategy: (_tries, _type, error) => (error as Postponed).pause }
  })
  worker.on('error', reportTrouble)

  async function work(job: Job<StoredEvent>): Promise<void> {
    inFlight.add(1, 0)
    try {
      await settle(job)
    } finally {
      inFlight.remove(1, 0)
    }
  }

  async function settle(job: Job<StoredEvent>): Promise<void> {
    const { event, delivery } = job.data
    const id = eventIdOf(event)
    const deadline = deadlineOf(event, delivery.receivedAt)
    const result = await tryOnce(job, deadline)
    if (result.outcome !== 'failed') return reportOutcome(event, id, result, delivery)

    const pause = backoff(job.attemptsMade + 1, MAX_BACKOFF_MS)
    if (Date.now() + pause >= deadline) {
      const unsent = await isUnsent(connection, event)
      reportOutcome(event, id, result, delivery)
      if (unsent) return // so that nothing of it stays
      await connection.del(memoryOf(worker, String(job.id))) // a redelivery tries again
      throw new UnrecoverableError(result.reason)
    }
    if (mayHaveBeenDelivered(result) && !job.data.mayHaveBeenDelivered) {
      await job.updateData({ ...job.data, mayHaveBeenDelivered: true })
    }
    if (job.attemptsMade === 0) reportOutcome(event, id, { ...result, outcome: 'postponed' }, delivery)
    throw new Postponed(result.reason, pause)
  }

  async function tryOnce(job: Job<StoredEvent>, deadline: number): Promise<Result> {
    const { event, delivery, mayHaveBeenDelivered = wasInterrupted(job) } = job.data
    if (Date.now() < deadline) {
      return processEvent(event, { ...delivery, deadline, maxReplyAttempts: 1, mayHaveBeenDelivered })
    }
    if (job.attemptsStarted <= 1) return EXPIRED
    // Only the reason of the last attempt is known: it was written by this worker.
    return { outcome: 'failed', reason: (job.failedReason as 'interrupted') ?? 'interrupted' }
  }

  return {
    /** Takes no more events, and waits for those in hand, at most for the given milliseconds. Resolves with the number that is left. */
    async drain(timeoutMs: number): Promise<number> {
      const end = Date.now() + timeoutMs
      await worker.pause(true)
      for (;;) {
        const left = await inFlight.drain(end - Date.now())
        if (left > 0) return left
        // What was said to Redis has arrived when it answers this; BullMQ may have started another event meanwhile.
        if (connection.status !== 'ready') return 0
        await withTimeLimit(connection.ping().catch(ignore), Math.min(1_000, end - Date.now()))
        if ((await inFlight.drain(0)) === 0) return 0
      }
    },
    async close(): Promise<void> {
      closing.abort()
      await withTimeLimit(worker.close(true).catch(ignore), CLOSE_TIMEOUT_MS) // without force it would wait for a connection that is lost
      connection.disconnect()
    }
  }
}

const ignore = () => {}

/** The event is tried again after a pause, in milliseconds. */
class Postponed extends Error {
  readonly pause: number

  constructor(reason: string | undefined, pause: number) {
    super(reason)
    this.name = 'Postponed'
    this.pause = pause
  }
}

/** A process took the event and did not say what became of it: it may have replied. */
const wasInterrupted = ({ attemptsStarted, attemptsMade }: Job) => attemptsStarted > attemptsMade + 1

/** In twentieths of a second, so that a second's worth does not go out at once; and no second has more, wherever it begins. */
function limiterFor(eventsPerSecond: number) {
  const max = Math.ceil(eventsPerSecond / 20)
  return { max, duration: Math.ceil((max * 1_000) / Math.max(1, eventsPerSecond - max)) }
}

const EXPIRED: Result = { outcome: 'ignored', reason: 'expired' }
