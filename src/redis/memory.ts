import type { Redis } from 'ioredis'
import { problemOf } from './errors.ts'

/** Resolves with the bytes that Redis uses and may use: `max` is 0 if there is no limit, both if INFO is not permitted. */
export async function memoryOf(redis: Redis): Promise<{ used: number; max: number }> {
  const info = await redis.info('memory').catch((error: Error) => {
    if (problemOf(error).code === 'NO_INFO') return ''
    throw error
  })
  const numberOf = (pattern: RegExp) => Number(info.match(pattern)?.[1] ?? 0)
  return { used: numberOf(/^used_memory:(\d+)/m), max: numberOf(/^maxmemory:(\d+)/m) }
}
