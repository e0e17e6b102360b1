/** Why there is nothing to do for an event. */
export type IgnoredReason =
  /** no handler takes its kind */
  | 'unsupported'
  /** its handler returned nothing */
  | 'no-reply'
  /** `GROUP_REPLIES` says so */
  | 'group'
  /** another module of the channel answers this chat */
  | 'standby'
  | 'no-reply-token'
  /** LINE's Verify button sent it, as it did until about 2020 */
  | 'verification'
  /** it waited in Redis for longer than its reply token is valid */
  | 'expired'

/** What LINE said to the last attempt to reply. */
export interface LineAnswer {
  /** LINE's HTTP status; absent when the last attempt got no response */
  status?: number | undefined
  /** LINE's `x-line-request-id`: what LINE's support asks for */
  lineRequestId?: string | undefined
  /** LINE's own words, or the code of the connection's error, e.g. `ECONNREFUSED` */
  message?: string | undefined
  /** how many attempts were made */
  tries: number
}

/** Why an event may succeed when it is tried again. */
export type Failure =
  /** LINE did not respond, or said 429 or 5xx; or it refused the access token, or to issue one */
  | ({ reason: 'line-unavailable' | 'credentials'; mayHaveBeenDelivered: boolean } & LineAnswer)
  /** the handler threw, or returned what is no reply */
  | { reason: 'handler'; err: unknown }
  /** the handler took longer than the reply token is valid: LINE was not asked */
  | { reason: 'handler-timeout'; handlerMs: number }
  /** our own code threw: a bug of the bot, not of its handlers. What it had done by then is not known */
  | { reason: 'internal'; err: unknown; mayHaveBeenDelivered: true }
  /** Redis did not take it */
  | { reason: 'not-stored' }
  /** with Redis: a process died while it handled the event */
  | { reason: 'interrupted'; mayHaveBeenDelivered: true }

export type FailureReason = Failure['reason']

/**
 * How an event ended. Every outcome but `failed` is settled: a copy of the event is not handled again. `stored` and
 * `postponed` come before the end, where events are kept in Redis: safe, and still to be handled.
 */
export type Result =
  | ({ outcome: 'replied' } & LineAnswer)
  | { outcome: 'ignored'; reason: IgnoredReason }
  | { outcome: 'duplicate' }
  | ({ outcome: 'rejected' | 'unconfirmed' } & LineAnswer)
  | ({ outcome: 'failed' } & Failure)
  | { outcome: 'stored' }
  | ({ outcome: 'postponed' } & Failure)

export type Outcome = Result['outcome']

/** How an event ends when our own code threw. */
export const internalFailure = (err: unknown): Result => ({
  outcome: 'failed',
  reason: 'internal',
  err,
  mayHaveBeenDelivered: true
})

/** Whether LINE may have accepted a reply to the event although no attempt was confirmed. */
export const mayHaveBeenDelivered = (result: Result): boolean =>
  'mayHaveBeenDelivered' in result && result.mayHaveBeenDelivered

/** Whether the event waited in Redis for too long. LINE was not asked: it may be replied to when LINE delivers it again. */
export const isExpired = (result: Result): result is { outcome: 'ignored'; reason: 'expired' } =>
  result.outcome === 'ignored' && result.reason === 'expired'
