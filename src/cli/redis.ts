import { once } from 'node:events'
import { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { openQueue } from '../inbox/redis/queue.ts'
import { connectToRedis, type RedisConnectionOptions } from '../redis/connection.ts'
import { findCause } from '../redis/diagnose.ts'
import { createProblemReport, EVICTS, NO_INFO, problemOf } from '../redis/errors.ts'
import { QUEUE } from '../redis/keys.ts'
import { withTimeLimit } from '../timing/time-limit.ts'

/** The Redis that a command connects to. */
export type RedisAddress = Pick<RedisConnectionOptions, 'url' | 'rejectUnauthorized'>

const TIMEOUT_MS = 5_000

/**
 * Runs `use` with a connection to Redis and closes it. It connects only once, because a user is waiting for the command.
 *
 * @throws Error with the cause and the remedy, when Redis is not ready within 5 s, or refuses a command
 */
export async function withRedis<T>(
  { url, rejectUnauthorized }: RedisAddress,
  use: (connection: Redis) => Promise<T>
): Promise<T> {
  const log = { error: ignore, warn: ignore, info: ignore }
  const reportProblem = createProblemReport(log)
  const signal = AbortSignal.abort() // no second attempt
  const connection = connectToRedis({ url, rejectUnauthorized, log, reportProblem, signal }, 'fail-fast')
  try {
    await once(connection, 'ready', { signal: AbortSignal.timeout(TIMEOUT_MS) })
    return await use(connection)
  } catch (cause) {
    const problem = reportProblem(cause as Error)
    throw new Error(((await findCause(connection, problem)) ?? problem).message, { cause })
  } finally {
    // After disconnecting a connection that has ended, ioredis would keep the process alive for two seconds.
    if (connection.status !== 'end') connection.disconnect()
  }
}

/** `doubtful`: the bot works, but cannot check everything. */
export interface RedisCheck {
  state: 'good' | 'bad' | 'doubtful'
  message: string
}

/**
 * Checks whether the bot can use this Redis. The message has its version and the number of failed events, or the remedy.
 *
 * @throws like `withRedis`
 */
export function checkRedis(address: RedisAddress): Promise<RedisCheck> {
  return withRedis(address, async (connection) => {
    await handleJob(connection)
    const wrongKey = await findCause(connection, { code: 'WRONGTYPE' })
    if (wrongKey) return { state: 'bad', message: wrongKey.message }
    const failed = await openQueue(connection).getFailedCount()
    const info = await connection.info().catch((error: Error) => {
      if (problemOf(error).code !== 'NO_INFO') throw error
    })
    if (info === undefined) return { state: 'doubtful', message: NO_INFO }
    const field = (name: string) => info.match(new RegExp(`^${name}:(\\S+)`, 'm'))?.[1]
    const name = field('valkey_version') ? `Valkey ${field('valkey_version')}` : field('redis_version')
    const policy = field('maxmemory_policy') ?? 'noeviction'
    if (policy !== 'noeviction') return { state: 'bad', message: `${name}, ${policy}: ${EVICTS}` }
    return { state: 'good', message: `${name}, failed events: ${failed} (npm run failed-events)` }
  })
}

/** Stores, handles and removes a job in a separate queue, as the bot does with events, and removes the queue. */
async function handleJob(connection: Redis): Promise<void> {
  const options = { ...QUEUE, connection }
  const queue = new Queue('doctor', options).on('error', ignore)
  const keys = [...Object.values(queue.keys), ...['job', 'job:lock'].map(queue.toKey)]
  const removeAll = () => Promise.allSettled(keys.map((key) => connection.unlink(key)))
  await removeAll() // leftovers of a doctor that was killed
  const worker = new Worker('doctor', async () => {}, options).on('error', ignore)
  const inTime = { signal: AbortSignal.timeout(TIMEOUT_MS) }
  try {
    await once(worker, 'drained', inTime) // now it waits for a job, with a blocking command
    const job = queue.add('job', {}, { jobId: 'job', removeOnComplete: true })
    await Promise.all([once(worker, 'completed', inTime), job])
  } finally {
    await withTimeLimit(worker.close(true).catch(ignore), TIMEOUT_MS)
    await removeAll()
  }
}

const ignore = () => {}
