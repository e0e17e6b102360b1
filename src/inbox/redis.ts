import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import { identify } from './identity.ts'
import type { Delivery, Inbox, Result } from './inbox.ts'
import { connectToRedis, createTroubleReport, isReady } from './redis-connection.ts'
import { jobIdOf, openQueue, REMEMBERED, retryFailed } from './redis-queue.ts'
import { createRedisWorker, type RedisWorkerOptions } from './redis-worker.ts'
import { forgetUnsent } from './unsent.ts'

export interface RedisInboxOptions extends RedisWorkerOptions {
  /** how many events may be on their way to Redis */
  capacity?: number
  /** how many bytes of webhooks they may have come in */
  capacityBytes?: number
}

/** A connection that idles for 300 seconds is cut by Heroku. */
const PING_EVERY = 60_000
/** How long to wait for Redis at the start, in milliseconds: so that the first webhooks after it find it there. */
const READY_WITHIN = 2_000

/**
 * Stores events in Redis, where any process takes them from; this one, too. An event is safe when Redis has it.
 * While Redis is away, slow, full or read-only, nothing is taken: LINE keeps it. Resolves when Redis is there, and
 * soon in any case.
 */
export async function createRedisInbox({
  capacity = 10_000,
  capacityBytes = 32 * 1024 * 1024,
  ...options
}: RedisInboxOptions): Promise<Inbox> {
  const { report, reportTrouble = createTroubleReport(options.log) } = options
  const connection = connectToRedis({ ...options, reportTrouble }, 'fail-fast')
  const queue = openQueue(connection)
  const worker = createRedisWorker({ ...options, reportTrouble })
  const pings = setInterval(() => connection.ping().catch(ignore), PING_EVERY).unref()
  let open = 0
  let openBytes = 0

  function receive(events: webhook.Event[], delivery: Delivery): Promise<Result>[] {
    open += events.length
    openBytes += delivery.bytes
    const ids = events.map(identify)
    const stored = store(events, ids, delivery)
      .catch((error: Error) => {
        reportTrouble(error)
        return events.map(() => NOT_STORED)
      })
      .finally(() => {
        open -= events.length
        openBytes -= delivery.bytes
      })
    return events.map(async (event, i) => {
      const result = (await stored)[i] as Result
      report(event, ids[i] as string, result, delivery)
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
        opts: { jobId, deduplication: { id: jobId, ttl: REMEMBERED } }
      }
    })
    const known = Promise.all(jobs.map(({ opts }) => isKnown(opts.jobId)))
    await Promise.all([known, queue.addBulk(jobs), forgetUnsent(connection, queue, events)])
    return Promise.all(
      jobs.map(async ({ data, opts }, i) => {
        const { before, failed } = (await known)[i] as { before: boolean; failed: boolean }
        // A failed event that LINE delivers again has a reply token that is good again.
        if (failed) return (await retryFailed(queue, opts.jobId, data.delivery)) ? STORED : DUPLICATE
        return before ? DUPLICATE : STORED
      })
    )
  }

  async function isKnown(jobId: string) {
    const [before, failed] = await Promise.all([
      connection.exists(queue.toKey(`de:${jobId}`)),
      connection.hexists(queue.toKey(jobId), 'finishedOn') // of those that have finished, only the failed are kept
    ])
    return { before: before === 1, failed: failed === 1 }
  }

  function refuses(events = 1, bytes = 0): string | undefined {
    if (connection.status !== 'ready') return 'Redis is away'
    if (open + events > capacity || openBytes + bytes > capacityBytes)
      return 'too many events on their way to Redis'
  }

  async function drain(limit: number): Promise<number> {
    const end = Date.now() + limit
    const left = await worker.drain(limit)
    while (open > 0 && Date.now() < end) await sleep(20)
    return left + open
  }

  async function close(): Promise<void> {
    clearInterval(pings)
    await worker.close()
    await queue.close()
    connection.disconnect()
  }

  await isReady(connection, READY_WITHIN)
  return { receive, refuses, drain, close }
}

const STORED: Result = { outcome: 'stored' }
const DUPLICATE: Result = { outcome: 'duplicate' }
const NOT_STORED: Result = { outcome: 'failed', reason: 'not-stored' }

const ignore = () => {}
