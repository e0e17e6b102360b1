import type { Job } from 'bullmq'
import type { Failure } from '../outcome.ts'
import type { StoredEvent } from './queue.ts'

/** The reason recorded when a process that is shutting down returns an event without having attempted it. */
export const NOT_ATTEMPTED = 'not-attempted'

/** Whether a process started the event without recording an outcome. It may have replied. */
export const wasInterrupted = ({ attemptsStarted, attemptsMade }: Job) => attemptsStarted > attemptsMade + 1

/** Returns why the last attempt failed; undefined if there was none. Only the reason of a failure is stored. */
export function lastFailureOf(job: Job<StoredEvent>): Failure | undefined {
  const { failedReason, attemptsMade, attemptsStarted, data } = job
  if (attemptsStarted <= 1 || (failedReason === NOT_ATTEMPTED && !wasInterrupted(job))) return
  switch (failedReason) {
    case 'line-unavailable':
    case 'credentials':
      return {
        reason: failedReason,
        mayHaveBeenDelivered: data.mayHaveBeenDelivered ?? wasInterrupted(job),
        tries: attemptsMade
      }
    case 'handler':
      return { reason: failedReason, err: undefined } // already logged, in the line of that attempt
    default: // its process died before it could record a reason
      return { reason: 'interrupted', mayHaveBeenDelivered: true }
  }
}
