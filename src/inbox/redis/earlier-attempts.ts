import type { Job } from 'bullmq'
import type { Failure } from '../outcome.ts'
import type { StoredEvent } from './queue.ts'

/** A process took the event and did not say what became of it: it may have replied. */
export const wasInterrupted = ({ attemptsStarted, attemptsMade }: Job) => attemptsStarted > attemptsMade + 1

/** Why the last attempt failed, of which only the reason is kept; without one, its process did not live to say it. */
export function lastFailureOf(job: Job<StoredEvent>): Failure {
  const { failedReason, attemptsMade, data } = job
  switch (failedReason) {
    case 'line-unavailable':
    case 'credentials':
      return {
        reason: failedReason,
        mayHaveBeenDelivered: data.mayHaveBeenDelivered ?? wasInterrupted(job),
        tries: attemptsMade
      }
    case 'handler':
      return { reason: failedReason, err: undefined } // its own line has it
    default:
      return { reason: 'interrupted', mayHaveBeenDelivered: true }
  }
}
