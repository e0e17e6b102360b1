import type { Result } from './types.ts'

/** What happened last in this process; nothing of what was said, or by whom. Times are milliseconds since the epoch. */
export interface Journal {
  /** a webhook with a good signature came */
  webhookAt?: number
  /** LINE accepted a reply */
  replyAt?: number
  /** something went wrong that an operator can mend, or must know */
  failure?: { at: number; reason: FailureReason; status?: number }
}

export type FailureReason =
  | 'signature'
  | 'credentials'
  | 'rejected'
  | 'line-unavailable'
  | 'not-stored'
  | 'handler'
  | 'interrupted'
  | 'expired'

/** Keeps what the status page shows. */
export function createJournal() {
  const journal: Journal = {}

  function fail(reason: FailureReason, status?: unknown): void {
    journal.failure = { at: Date.now(), reason, ...(typeof status === 'number' && { status }) }
  }

  return {
    read: (): Readonly<Journal> => journal,
    /** A webhook came that LINE signed. */
    received(): void {
      journal.webhookAt = Date.now()
    },
    /** A webhook came that is signed, but not with this channel's secret. */
    refused(): void {
      fail('signature', 403)
    },
    /** An event has an outcome. */
    ended({ outcome, reason, status }: Result): void {
      if (outcome === 'replied') journal.replyAt = Date.now()
      else if (outcome === 'rejected') fail('rejected', status)
      else if (outcome === 'failed' || outcome === 'postponed' || reason === 'expired') {
        fail(reason as FailureReason, status)
      }
    }
  }
}

export type JournalKeeper = ReturnType<typeof createJournal>
