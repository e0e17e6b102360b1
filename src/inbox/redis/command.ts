import { once } from 'node:events'
import type { Redis } from 'ioredis'
import { connectToRedis, type RedisConnectionOptions } from './connection.ts'
import { openQueue } from './queue.ts'

/** Which Redis a command connects to. */
export type RedisAddress = Pick<RedisConnectionOptions, 'url' | 'rejectUnauthorized'>

const READY_TIMEOUT_MS = 5_000

/**
 * Runs `use` with a connection to Redis and closes it. There is one attempt, because somebody waits for the command.
 *
 * @throws when Redis is not ready within five seconds, with the cause and the remedy
 */
export async function withRedis<T>(
  { url, rejectUnauthorized }: RedisAddress,
  use: (connection: Redis) => Promise<T>
): Promise<T> {
  let problem = 'Redis does not respond at REDIS_URL'
  const log = { error: (_: object, message: string) => (problem = message), warn: () => {}, info: () => {} }
  const signal = AbortSignal.abort() // no second attempt
  const connection = connectToRedis({ url, rejectUnauthorized, log, signal }, 'fail-fast')
  const ready = once(connection, 'ready', { signal: AbortSignal.timeout(READY_TIMEOUT_MS) })
  try {
    await ready.catch((cause) => {
      throw new Error(problem, { cause })
    })
    return await use(connection)
  } finally {
    // After disconnecting a connection that has ended, ioredis would keep the process alive for two seconds.
    if (connection.status !== 'end') connection.disconnect()
  }
}

/**
 * Whether the bot can rely on this Redis: which one it is and how many events failed, or what has to be changed.
 *
 * @throws like `withRedis`
 */
export function checkRedis(address: RedisAddress): Promise<{ isGood: boolean; message: string }> {
  return withRedis(address, async (connection) => {
    const info = await connection.info()
    const field = (name: string) => info.match(new RegExp(`^${name}:(\\S+)`, 'm'))?.[1]
    const failed = await openQueue(connection).getFailedCount()
    const name = field('valkey_version') ? `Valkey ${field('valkey_version')}` : field('redis_version')
    const policy = field('maxmemory_policy') ?? 'noeviction'
    if (policy === 'noeviction') {
      return { isGood: true, message: `${name}, failed events: ${failed} (npm run failed-events)` }
    }
    const message = `${name} deletes events when its memory is full (${policy}): redis-cli CONFIG SET maxmemory-policy noeviction; on Heroku: heroku redis:maxmemory --policy noeviction`
    return { isGood: false, message }
  })
}
