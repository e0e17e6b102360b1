import type { Redis } from 'ioredis'
import type { Config } from '../config/schema.ts'
import { connectToRedis, isReady } from '../inbox/redis/connection.ts'

/**
 * Does something with the Redis of `REDIS_URL`, and lets go of it.
 *
 * @throws when it is not there within five seconds, with what is wrong and how to fix it
 */
export async function withRedis<T>(
  url: string,
  { REDIS_TLS_REJECT_UNAUTHORIZED: rejectUnauthorized }: Config,
  use: (connection: Redis) => Promise<T>
): Promise<T> {
  let trouble = 'Redis does not answer at REDIS_URL'
  const log = { error: (_: object, message: string) => (trouble = message), warn: () => {} }
  const connection = connectToRedis({ url, rejectUnauthorized, log }, 'fail-fast')
  try {
    if (!(await isReady(connection, 5_000))) throw new Error(trouble)
    return await use(connection)
  } finally {
    connection.disconnect()
  }
}
