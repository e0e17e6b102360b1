import type { webhook } from '@line/bot-sdk'
import { type Job, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Delivery } from '../types.ts'

/** What is kept of an event until it is settled. */
export interface StoredEvent {
  event: webhook.Event
  delivery: Delivery
  /** LINE may have accepted a reply to it that got no response */
  mayHaveBeenDelivered?: boolean
}

export type EventQueue = Queue<StoredEvent, void, 'event'>

/** What every process must agree on to work the same queue. */
export const QUEUE = {
  name: 'events',
  prefix: 'line-echobot',
  skipVersionCheck: true // its warnings would not be JSON
} as const

/**
 * The queue of events, to look into. Its events are stored by `store.ts`. Leaves the connection open when it is closed.
 */
export function openQueue(connection: Redis): EventQueue {
  const { name, ...options } = QUEUE
  const queue: EventQueue = new Queue(name, {
    ...options,
    connection,
    skipWaitingForReady: true, // the connection knows whether it may wait
    streams: { events: { maxLen: 0 } } // BullMQ's own log, which nobody reads here: each step empties it
  })
  queue.on('error', () => {}) // the connection's own listener logs it
  return queue
}

/**
 * LINE's ids stay as they are. Others could be the names of BullMQ's own keys, or numbers, which it does not take.
 */
export const jobIdOf = (eventId: string) => (ULID.test(eventId) ? eventId : `id-${eventId}`)

const ULID = /^(?=.*[A-Z])[0-9A-Z]{26}$/

/**
 * When LINE delivered the event last, in milliseconds since the epoch. A delivery of an event that has not ended is kept
 * as the job's time, by `store-events.lua`.
 */
export const lastDeliveredAt = ({ timestamp, data }: Pick<Job<StoredEvent>, 'timestamp' | 'data'>) =>
  Math.max(data.delivery.receivedAt, timestamp || 0)

/** A dead letter: an event that failed for as long as its reply token was good, or that nobody took in time. */
export interface FailedEvent extends StoredEvent {
  jobId: string
  reason: string
  tries: number
  /** in milliseconds since the epoch */
  failedAt: number
}

/** The dead letters, newest first. */
export async function failedEvents(queue: EventQueue): Promise<FailedEvent[]> {
  const jobs = await queue.getFailed()
  return jobs.map(({ id, data, failedReason, attemptsMade, finishedOn }) => ({
    ...data,
    jobId: String(id),
    reason: failedReason,
    tries: attemptsMade,
    failedAt: finishedOn ?? 0
  }))
}

/**
 * Has a dead letter handled again, as if it had come just now.
 *
 * @returns false when it is none any more
 */
export async function retryFailed(queue: EventQueue, jobId: string, delivery: Delivery): Promise<boolean> {
  const job = await queue.getJob(jobId)
  if (!job?.finishedOn) return false
  await job.updateData({ ...job.data, delivery })
  return job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true }).then(
    () => true,
    () => false // somebody else was faster
  )
}
