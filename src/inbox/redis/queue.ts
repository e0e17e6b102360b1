import type { webhook } from '@line/bot-sdk'
import { type JobsOptions, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import { QUEUE } from '../../redis/keys.ts'
import type { IdentifiedEvent } from '../identify.ts'
import type { Delivery } from '../types.ts'

/** What is kept of an event until it is settled. */
export interface StoredEvent {
  event: webhook.Event
  delivery: Delivery
  /** LINE may have accepted a reply to it that got no response */
  mayHaveBeenDelivered?: boolean
  /** a slow handler's question, which has its button: when its work is given up, in milliseconds since the epoch */
  workUntil?: number
}

export type EventQueue = Queue<StoredEvent, void, 'event'>

/** The reply token's life decides how many attempts there are. The stack of an error is in the log, and not in Redis. */
const JOB_OPTIONS: JobsOptions = { attempts: 1_000, backoff: { type: 'custom' }, stackTraceLimit: 0 }

/**
 * The queue of events. The connection must be ready, or BullMQ keeps a log of its own in Redis; it stays open when the
 * queue is closed.
 */
export function openQueue(connection: Redis): EventQueue {
  const { name, ...options } = QUEUE
  const queue: EventQueue = new Queue(name, {
    ...options,
    connection,
    defaultJobOptions: JOB_OPTIONS,
    skipWaitingForReady: true, // the connection knows whether it may wait
    streams: { events: { maxLen: 0 } } // BullMQ's own log, which nobody reads here: each step empties it
  })
  queue.on('error', () => {}) // the connection's own listener logs it
  return queue
}

/** Adds a job that has the event handled. BullMQ stores it once, however often it is added. */
export const addJob = (queue: EventQueue, { id, event }: IdentifiedEvent, delivery: Delivery) =>
  queue.add('event', { event, delivery }, { jobId: jobIdOf(id), timestamp: delivery.receivedAt })

/** Of each state, so many events are asked for the time of their webhook. */
const LOOKED_AT = 100

/**
 * When the webhook of the oldest event that has not ended arrived, in milliseconds since the epoch; undefined without one.
 * Those that wait are in their order. Of those at work or delayed, only the first 100 are looked at.
 */
export async function oldestOf(queue: EventQueue): Promise<number | undefined> {
  const [waiting, others] = await Promise.all([
    queue.getJobs(['waiting'], 0, 0, true),
    queue.getJobs(['active', 'delayed'], 0, LOOKED_AT - 1, true)
  ])
  // A job that has ended meanwhile has no data any more.
  const times = [...waiting, ...others].flatMap((job) => job?.timestamp ?? [])
  return times.length > 0 ? Math.min(...times) : undefined
}

/** An id as BullMQ takes it: no number, and none of its own names. An earlier version's jobs have other ids. */
export const jobIdOf = (eventId: string) => `event-${eventId}`

/**
 * Has a dead letter handled again, as if it had come just now: an event that failed for as long as its reply token was
 * good, or that nobody took in time.
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
