import { type FailureReason, isExpired, type LineAnswer, type Result } from './outcome.ts'

/** A failure that the operator can fix or should know about. */
export type ActivityFailureReason = FailureReason | 'rejected' | 'expired'

/**
 * The latest activity of this process, without message content or user ids. Times are those of `performance.now()`, whose
 * order does not change when the clock is set.
 */
export interface RecentActivity {
  /** the last webhook with a valid signature */
  webhookAt?: number
  /** the last reply that LINE accepted */
  replyAt?: number
  /** the last event that failed, with LINE's status and message if LINE responded */
  failure?: { at: number; reason: ActivityFailureReason } & Pick<LineAnswer, 'status' | 'message'>
  /**
   * The last request with a well-formed but wrong signature. Anyone can send one, so it is kept separately and cannot hide
   * a failure.
   */
  signatureMismatchAt?: number
}

/** Records the activity that the status page shows. */
export function createRecentActivity() {
  const activity: RecentActivity = {}

  function failed(reason: ActivityFailureReason, { status, message }: Partial<LineAnswer> = {}): void {
    activity.failure = { at: performance.now(), reason, status, message }
  }

  return {
    read: (): Readonly<RecentActivity> => activity,
    webhookReceived(): void {
      activity.webhookAt = performance.now()
    },
    signatureMismatched(): void {
      activity.signatureMismatchAt = performance.now()
    },
    eventEnded(result: Result): void {
      if (result.outcome === 'replied') activity.replyAt = performance.now()
      if (result.outcome === 'rejected') failed('rejected', result)
      if (result.outcome === 'failed' || result.outcome === 'postponed') {
        failed(result.reason, 'tries' in result ? result : undefined)
      }
      if (isExpired(result)) failed('expired')
    }
  }
}

export type ActivityRecorder = ReturnType<typeof createRecentActivity>
