import type { FailureReason, Result } from './outcome.ts'

/** What an operator can fix, or must know. */
export type ActivityFailureReason = FailureReason | 'rejected' | 'expired'

/** What happened last in this process; nothing of what was said, or by whom. Times are milliseconds since the epoch. */
export interface LastActivity {
  /** a webhook with a valid signature came */
  webhookAt?: number
  /** LINE accepted a reply */
  replyAt?: number
  /** an event went wrong */
  failure?: { at: number; reason: ActivityFailureReason; status?: number }
  /**
   * A request came whose signature is well-formed and wrong. Anybody can send one, so it is kept apart from what LINE
   * or the bot did: it must not hide a failure.
   */
  signatureMismatchAt?: number
}

/** Keeps what the status page shows. */
export function createLastActivity() {
  const activity: LastActivity = {}

  function failed(reason: ActivityFailureReason, status?: number): void {
    activity.failure = { at: Date.now(), reason, ...(status !== undefined && { status }) }
  }

  return {
    read: (): Readonly<LastActivity> => activity,
    webhookReceived(): void {
      activity.webhookAt = Date.now()
    },
    signatureMismatched(): void {
      activity.signatureMismatchAt = Date.now()
    },
    eventEnded(result: Result): void {
      switch (result.outcome) {
        case 'replied':
          activity.replyAt = Date.now()
          return
        case 'rejected':
          failed('rejected', result.status)
          return
        case 'failed':
        case 'postponed':
          failed(result.reason, 'status' in result ? result.status : undefined)
          return
        case 'ignored':
          if (result.reason === 'expired') failed('expired')
      }
    }
  }
}

export type LastActivityRecorder = ReturnType<typeof createLastActivity>
