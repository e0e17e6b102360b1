import { once } from 'node:events'
import type { Redis } from 'ioredis'
import type { Config } from '../config/schema.ts'
import { connectToRedis } from '../inbox/redis/connection.ts'

const READY_WITHIN_MS = 5_000

/**
 * Does something with the Redis of `REDIS_URL`, and lets go of it. There is one attempt: whoever runs a command waits for it.
 *
 * @throws when it is not there, or not within five seconds, with what is wrong and how to fix it
 */
export async function withRedis<T>(
  url: string,
  { REDIS_TLS_REJECT_UNAUTHORIZED: rejectUnauthorized }: Config,
  use: (connection: Redis) => Promise<T>
): Promise<T> {
  let trouble = 'Redis does not answer at REDIS_URL'
  const log = { error: (_: object, message: string) => (trouble = message), warn: () => {}, info: () => {} }
  const signal = AbortSignal.abort() // no second attempt
  const connection = connectToRedis({ url, rejectUnauthorized, log, signal }, 'fail-fast')
  const ready = once(connection, 'ready', { signal: AbortSignal.timeout(READY_WITHIN_MS) })
  try {
    await ready.catch((cause) => {
      throw new Error(trouble, { cause })
    })
    return await use(connection)
  } finally {
    // A connection that has ended needs none, and ioredis would keep the process for two seconds more.
    if (connection.status !== 'end') connection.disconnect()
  }
}
