import type { Redis } from 'ioredis'
import { connectToRedis, isReady, type RedisConnectionOptions } from '../redis/connection.ts'
import { PREFIX } from '../redis/keys.ts'
import { memoryOf } from '../redis/memory.ts'
import type { FileStore } from './files.ts'

/** The rest of Redis's memory is reserved for events, because webhooks get 503 when it is full. */
const MAX_MEMORY_SHARE = 0.5
const READY_WITHIN_MS = 2_000

/** Keeps files in Redis, where every process finds them. Connects on first use. */
export function createRedisFiles(options: RedisConnectionOptions): FileStore {
  let connection: Redis | undefined
  const keyOf = (id: string) => `${PREFIX}:file:${id}`

  async function connected(): Promise<Redis> {
    connection ??= connectToRedis(options, 'fail-fast')
    await isReady(connection, READY_WITHIN_MS)
    return connection
  }

  return {
    async keep(id, { type, bytes }, keepForMs) {
      const redis = await connected()
      const { used, max } = await memoryOf(redis)
      if (max > 0 && used + bytes.length > max * MAX_MEMORY_SHARE)
        throw new Error('serve(): Redis has no room for the file')
      await redis.multi().hset(keyOf(id), { type, bytes }).pexpire(keyOf(id), keepForMs).exec()
    },
    async find(id) {
      const { type, bytes } = await (await connected()).hgetallBuffer(keyOf(id))
      return type && bytes && { type: type.toString(), bytes }
    },
    close: () => connection?.disconnect()
  }
}
