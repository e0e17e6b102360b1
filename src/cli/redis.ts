import { once } from 'node:events'
import type { Redis } from 'ioredis'
import type { Config } from '../config/schema.ts'
import { connectToRedis } from '../inbox/redis/connection.ts'

const READY_TIMEOUT_MS = 5_000

/**
 * Runs `use` with a connection to the Redis of `REDIS_URL` and closes it. There is one attempt, because somebody waits
 * for the command.
 *
 * @throws when Redis is not ready within five seconds, with the cause and the remedy
 */
export async function withRedis<T>(
  url: string,
  { REDIS_TLS_REJECT_UNAUTHORIZED: rejectUnauthorized }: Config,
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
