import type { webhook } from '@line/bot-sdk'
import type { Redis } from 'ioredis'
import { deadlineOf } from '../deadline.ts'
import { PREFIX } from './queue.ts'

/** A reply token is valid for a minute after each delivery. */
const KEPT_FOR_MS = 60 * 1_000

/** Keeps when LINE delivered a stored event again, apart from its job: a worker may be changing that. */
export const noteRedelivery = (connection: Redis, jobId: string, receivedAt: number) =>
  connection.set(keyOf(jobId), receivedAt, 'PX', KEPT_FOR_MS)

/** The deadline of an event, with what LINE may have delivered since it was stored. */
export async function renewedDeadline(
  connection: Redis,
  jobId: string,
  event: webhook.Event,
  receivedAt: number
): Promise<number> {
  const redeliveredAt = Number(await connection.get(keyOf(jobId)))
  return deadlineOf(event, Math.max(receivedAt, redeliveredAt))
}

const keyOf = (jobId: string) => `${PREFIX}:redelivered:${jobId}`
