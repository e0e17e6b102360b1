import type { webhook } from '@line/bot-sdk'
import { REMEMBER_FOR_MS } from '../deadline.ts'
import { eventIdOf } from '../event-id.ts'
import { createInFlight } from '../in-flight.ts'
import type { Result } from '../outcome.ts'
import type { Delivery, Inbox } from '../types.ts'
import { connectToRedis, createTroubleReport, isReady } from './connection.ts'
import { jobIdOf, memoryOf, openQueue, retryFailed } from './queue.ts'
import { forgetUnsent } from './unsend.ts'
import { createRedisWorker, type RedisWorkerOptions } from './worker.ts'

export interface RedisInboxOptions extends RedisWorkerOptions {
  /** how many events may be on their way to Redis */
  maxEvents?: number
  /** how many bytes of webhooks they may have come in */
  maxBytes?: number
}

/** How often the waiting events are counted, in milliseconds; a connection that idles for 300 seconds is cut by Heroku. */
const COUNT_EVERY = 1_000
/** How many seconds' worth of events may wait: their reply tokens live for one minute. */
const MOST_WAITING = 40
/** After Redis did not take events, how long the next ones are refused without asking it, in milliseconds. */
const REST = 1_000
const HOUR = 60 * 60 * 1_000
const DAY = 24 * HOUR
/** How long to wait for Redis at the start, in milliseconds: so that the first webhooks after it find it there. */
const READY_WITHIN = 2_000

/**
 * Stores events in Redis, where any process takes them from; this one, too. An event is safe when Redis has it.
 * While Redis is away, slow, full or read-only, nothing is taken: LINE keeps it. Resolves when Redis is there, and
 * soon in any case.
 */
export async function createRedisInbox({
  maxEvents = 10_000,
  maxBytes = 32 * 1024 * 1024,
  ...options
}: RedisInboxOptions): Promise<Inbox> {
  const { reportOutcome, reportTrouble = createTroubleReport(options.log) } = options
  const connection = connectToRedis({ ...options, reportTrouble }, 'fail-fast')
  const queue = openQueue(connection)
  const worker = createRedisWorker({ ...options, reportTrouble })
  const timers = [setInterval(countWaiting, COUNT_EVERY).unref(), setInterval(forgetOld, HOUR).unref()]
  let waiting = 0
  let restsUntil = 0
  const inFlight = createInFlight({ maxEvents, maxBytes })

  function receive(events: webhook.Event[], delivery: Delivery): Promise<Result>[] {
    inFlight.add(events.length, delivery.bytes)
    const ids = events.map(eventIdOf)
    const stored = store(events, ids, delivery)
      .catch((error: Error) => {
        reportTrouble(error)
        restsUntil = Date.now() + REST
        return events.map(() => NOT_STORED)
      })
      .finally(() => inFlight.remove(events.length, delivery.bytes))
    return events.map(async (event, i) => {
      const result = (await stored)[i] as Result
      reportOutcome(event, ids[i] as string, result, delivery)
      return result
    })
  }

  /** Asks for what is known of the events and adds them in one go, so that it takes as long as one question. */
  async function store(events: webhook.Event[], ids: string[], delivery: Delivery): Promise<Result[]> {
    const jobs = events.map((event, i) => {
      const jobId = jobIdOf(ids[i] as string)
      return {
        name: 'event' as const,
        data: { event, delivery },
        opts: { jobId, deduplication: { id: jobId, ttl: REMEMBER_FOR_MS } }
      }
    })
    const known = Promise.all(jobs.map(({ opts }) => isKnown(opts.jobId)))
    await Promise.all([known, queue.addBulk(jobs), forgetUnsent(connection, queue, events)])
    return Promise.all(
      jobs.map(async ({ data, opts }, i) => {
        const { before, failed } = (await known)[i] as { before: boolean; failed: boolean }
        // A failed event that LINE delivers again has a reply token that is good again.
        if (failed)
          return (await retryFailed({ queue, connection }, opts.jobId, data.delivery)) ? STORED : DUPLICATE
        return before ? DUPLICATE : STORED
      })
    )
  }

  async function isKnown(jobId: string) {
    const [before, failed] = await Promise.all([
      connection.exists(memoryOf(queue, jobId)),
      connection.hexists(queue.toKey(jobId), 'finishedOn') // of those that have finished, only the failed are kept
    ])
    return { before: before === 1, failed: failed === 1 }
  }

  function rejectionReason(events = 1, bytes = 0): string | undefined {
    if (connection.status !== 'ready') return 'Redis is away'
    if (Date.now() < restsUntil) return 'Redis does not take events'
    if (waiting > MOST_WAITING * options.eventsPerSecond) return 'too many events wait in Redis'
    if (!inFlight.hasRoomFor(events, bytes)) return 'too many events on their way to Redis'
  }

  function countWaiting(): void {
    connection.llen(queue.toKey('wait')).then((count) => {
      waiting = count
    }, ignore)
  }

  /** BullMQ does so only when another event fails. */
  function forgetOld(): void {
    queue.clean(DAY, 1_000, 'failed').catch(ignore)
  }

  async function drain(timeoutMs: number): Promise<number> {
    const end = Date.now() + timeoutMs
    const left = await worker.drain(timeoutMs)
    return left + (await inFlight.drain(end - Date.now()))
  }

  async function close(): Promise<void> {
    timers.forEach(clearInterval)
    await worker.close()
    await queue.close()
    connection.disconnect()
  }

  if (await isReady(connection, READY_WITHIN)) forgetOld()
  return { receive, rejectionReason, drain, close }
}

const STORED: Result = { outcome: 'stored' }
const DUPLICATE: Result = { outcome: 'duplicate' }
const NOT_STORED: Result = { outcome: 'failed', reason: 'not-stored' }

const ignore = () => {}
