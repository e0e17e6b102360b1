import { setTimeout as sleep } from 'node:timers/promises'
import { type Job, UnrecoverableError, Worker } from 'bullmq'
import { backoff } from '../backoff.ts'
import { deadlineOf } from '../deadline.ts'
import { identify } from '../event-id.ts'
import type { InboxOptions, Result } from '../types.ts'
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
const LONGEST_PAUSE = 8_000
/** How long to wait for BullMQ to let go of connections that are lost. */
const CLOSE_WITHIN = 3_000
/** in seconds */
const DAY = 24 * 60 * 60
const MOST_FAILED = 1_000

/**
 * Takes events from Redis and has them handled, one try at a time: an event that must wait does so in Redis, where
 * any process can take it. Starts at once, and works whenever Redis is there.
 */
export function createRedisWorker({
  handle,
  report,
  concurrency,
  eventsPerSecond,
  ...options
}: RedisWorkerOptions) {
  const { reportTrouble = createTroubleReport(options.log) } = options
  const closing = new AbortController()
  const connection = connectToRedis({ ...options, reportTrouble, signal: closing.signal }, 'wait')
  const { name, ...queueOptions } = QUEUE
  let inHand = 0

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
    inHand++
    try {
      await settle(job)
    } finally {
      inHand--
    }
  }

  async function settle(job: Job<StoredEvent>): Promise<void> {
    const { event, delivery, unanswered } = job.data
    const id = identify(event)
    const until = deadlineOf(event, delivery.receivedAt)
    const result = await tryOnce(job, until)
    if (result.outcome !== 'failed') return report(event, id, result, delivery)

    const pause = backoff(job.attemptsMade + 1, LONGEST_PAUSE)
    if (Date.now() + pause >= until) {
      const unsent = await isUnsent(connection, event)
      report(event, id, result, delivery)
      if (unsent) return // so that nothing of it stays
      await connection.del(memoryOf(worker, String(job.id))) // a redelivery tries again
      throw new UnrecoverableError(result.reason)
    }
    if (result.unanswered && !unanswered) await job.updateData({ ...job.data, unanswered: true })
    if (job.attemptsMade === 0) report(event, id, { ...result, outcome: 'postponed' }, delivery)
    throw new Postponed(result.reason, pause)
  }

  async function tryOnce(job: Job<StoredEvent>, until: number): Promise<Result> {
    const { event, delivery, unanswered = wasInterrupted(job) } = job.data
    if (Date.now() < until) return handle(event, { ...delivery, until, tries: 1, unanswered })
    if (job.attemptsStarted <= 1) return EXPIRED
    return { outcome: 'failed', reason: job.failedReason ?? 'interrupted' }
  }

  return {
    /** Takes no more events, and waits for those in hand, at most for the given milliseconds. Resolves with the number that is left. */
    async drain(limit: number): Promise<number> {
      const end = Date.now() + limit
      await worker.pause(true)
      do {
        while (inHand > 0 && Date.now() < end) await sleep(20)
        // What was said to Redis has arrived when it answers this.
        if (connection.status === 'ready') await within(Math.min(1_000, end - Date.now()), connection.ping())
      } while (inHand > 0 && Date.now() < end)
      return inHand
    },
    async close(): Promise<void> {
      closing.abort()
      await within(CLOSE_WITHIN, worker.close(true)) // without force it would wait for a connection that is lost
      connection.disconnect()
    }
  }
}

/** Waits for the promise, at most for the given milliseconds. */
async function within(limit: number, promise: Promise<unknown>): Promise<void> {
  await Promise.race([promise.catch(() => {}), sleep(Math.max(0, limit), undefined, { ref: false })])
}

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
