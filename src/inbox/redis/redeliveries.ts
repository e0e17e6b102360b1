import type { Redis } from 'ioredis'
import { PREFIX } from '../../redis/keys.ts'

/** A reply token is valid for a minute after each delivery. */
const KEPT_FOR_MS = 60 * 1_000

/** Keeps when LINE delivered a stored event again, apart from its job: a worker may be changing that. */
export const noteRedelivery = (connection: Redis, jobId: string, receivedAt: number) =>
  connection.set(keyOf(jobId), receivedAt, 'PX', KEPT_FOR_MS)

/** When LINE delivered a stored event again, in milliseconds since the epoch; 0 where it has not of late. */
export const lastRedelivery = async (connection: Redis, jobId: string): Promise<number> =>
  Number(await connection.get(keyOf(jobId)))

const keyOf = (jobId: string) => `${PREFIX}:redelivered:${jobId}`
