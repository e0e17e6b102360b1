import type { Job } from 'bullmq'
import type { Failure } from '../outcome.ts'
import type { StoredEvent } from './queue.ts'

/** What a process writes as the reason when it gives an event back that it has not attempted, because it stops. */
export const NOT_ATTEMPTED = 'not-attempted'

/** A process took the event and did not say what became of it: it may have replied. */
export const wasInterrupted = ({ attemptsStarted, attemptsMade }: Job) => attemptsStarted > attemptsMade + 1

/** Why the last attempt failed, of which only the reason is kept; undefined where there was none. */
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
      return { reason: failedReason, err: undefined } // its own line has it
    default: // its process did not live to say it
      return { reason: 'interrupted', mayHaveBeenDelivered: true }
  }
}
