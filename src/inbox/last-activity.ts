import type { FailureReason, LineAnswer, Result } from './outcome.ts'

/** What an operator can fix, or must know. */
export type ActivityFailureReason = FailureReason | 'rejected' | 'expired'

/**
 * What happened last in this process; nothing of what was said, or by whom. Times are those of `performance.now()`: their
 * order does not change when the clock is set.
 */
export interface LastActivity {
  /** a webhook with a valid signature came */
  webhookAt?: number
  /** LINE accepted a reply */
  replyAt?: number
  /** an event went wrong; with LINE's status and words, where it answered */
  failure?: { at: number; reason: ActivityFailureReason; status?: number; message?: string }
  /**
   * A request came whose signature is well-formed and wrong. Anybody can send one, so it is kept apart from what LINE
   * or the bot did: it must not hide a failure.
   */
  signatureMismatchAt?: number
}

/** Keeps what the status page shows. */
export function createLastActivity() {
  const activity: LastActivity = {}

  function failed(reason: ActivityFailureReason, { status, message }: Partial<LineAnswer> = {}): void {
    activity.failure = {
      at: performance.now(),
      reason,
      ...(status !== undefined && { status }),
      ...(message !== undefined && { message })
    }
  }

  return {
    read: (): Readonly<LastActivity> => activity,
    webhookReceived(): void {
      activity.webhookAt = performance.now()
    },
    signatureMismatched(): void {
      activity.signatureMismatchAt = performance.now()
    },
    eventEnded(result: Result): void {
      switch (result.outcome) {
        case 'replied':
          activity.replyAt = performance.now()
          return
        case 'rejected':
          failed('rejected', result)
          return
        case 'failed':
        case 'postponed':
          failed(result.reason, 'tries' in result ? result : undefined)
          return
        case 'ignored':
          if (result.reason === 'expired') failed('expired')
      }
    }
  }
}

export type LastActivityRecorder = ReturnType<typeof createLastActivity>
