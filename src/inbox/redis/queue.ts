import type { webhook } from '@line/bot-sdk'
import { type JobsOptions, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { QUEUE } from '../../redis/keys.ts'
import type { IdentifiedEvent } from '../identify.ts'
import type { Delivery } from '../types.ts'

/** The data that is stored of an event until it is settled. */
export interface StoredEvent {
  event: webhook.Event
  delivery: Delivery
  /** LINE may have accepted a reply to it that got no response */
  mayHaveBeenDelivered?: boolean
  /** set when the button of a slow answer was sent: when its work is given up, in milliseconds since the epoch */
  workUntil?: number
}

export type EventQueue = Queue<StoredEvent, void, 'event'>

/** The lifetime of the reply token limits the attempts. Stack traces are logged, and not stored in Redis. */
const JOB_OPTIONS: JobsOptions = { attempts: 1_000, backoff: { type: 'custom' }, stackTraceLimit: 0 }

/**
 * Opens the queue of events. The connection must be ready, otherwise BullMQ writes an event stream to Redis. It stays open
 * when the queue is closed.
 */
export function openQueue(connection: Redis): EventQueue {
  const { name, ...options } = QUEUE
  const queue: EventQueue = new Queue(name, {
    ...options,
    connection,
    defaultJobOptions: JOB_OPTIONS,
    skipWaitingForReady: true, // the connection's options decide whether commands wait
    streams: { events: { maxLen: 0 } } // BullMQ's event stream is not used: each step empties it
  })
  queue.on('error', () => {}) // the connection's own listener logs it
  return queue
}

/** Adds a job for the event. BullMQ stores it once, however often it is added. */
export const addJob = (queue: EventQueue, { id, event }: IdentifiedEvent, delivery: Delivery) =>
  queue.add('event', { event, delivery }, { jobId: jobIdOf(id), timestamp: delivery.receivedAt })

/** How many active and delayed events are searched for the oldest one. */
const LOOKED_AT = 100

/**
 * Resolves with when the webhook of the oldest unfinished event arrived, in milliseconds since the epoch; undefined if
 * there is none. Waiting events are in order, so the first is read; of active and delayed ones, the first 100.
 */
export async function oldestOf(queue: EventQueue): Promise<number | undefined> {
  const [waiting, others] = await Promise.all([
    queue.getJobs(['waiting'], 0, 0, true),
    queue.getJobs(['active', 'delayed'], 0, LOOKED_AT - 1, true)
  ])
  // A job that has finished meanwhile is undefined.
  const times = [...waiting, ...others].flatMap((job) => job?.timestamp ?? [])
  return times.length > 0 ? Math.min(...times) : undefined
}

/** Returns an id that BullMQ accepts: not a number, and none of its own key names. An earlier version used other ids. */
export const jobIdOf = (eventId: string) => `event-${eventId}`

/**
 * Retries a dead letter (an event that failed until its reply token expired, or that no process handled in time) as if it
 * had arrived now.
 *
 * @returns false if it is no longer a dead letter
 */
export async function retryFailed(queue: EventQueue, jobId: string, delivery: Delivery): Promise<boolean> {
  const job = await queue.getJob(jobId)
  if (!job?.finishedOn) return false
  await job.updateData({ ...job.data, delivery })
  return job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true }).then(
    () => true,
    () => false // another process was faster
  )
}
