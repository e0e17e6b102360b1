/** Why there is nothing to do for an event. */
export type IgnoredReason =
  /** no handler for its kind */
  | 'unsupported'
  /** its handler returned nothing */
  | 'no-reply'
  /** `GROUP_REPLIES` says so */
  | 'group'
  /** another module of the channel replies in this chat */
  | 'standby'
  | 'no-reply-token'
  /** sent by LINE's Verify button, as until about 2020 */
  | 'verification'
  /** it waited in Redis until its reply token had expired */
  | 'expired'
  /** another tap of the same button has just got the answer */
  | 'answered'
  /** the user unsent a question while its slow handler was at work */
  | 'unsent'

/** What a reply had, where the handler is slow or a button of its was tapped. */
export type Sent =
  | 'answer'
  /** the button that fetches the answer */
  | 'button'
  /** that there is no answer */
  | 'failure'
  /** that the answer is not kept any more, or is another chat's */
  | 'gone'

/** LINE's response to the last attempt to reply. */
export interface LineAnswer {
  /** LINE's HTTP status; absent when the last attempt got no response */
  status?: number | undefined
  /** LINE's `x-line-request-id`: what LINE's support asks for */
  lineRequestId?: string | undefined
  /** LINE's own words, redacted, or the code of the connection's error, e.g. `ECONNREFUSED` */
  message?: string | undefined
  /** how many attempts were made */
  tries: number
  /** how long LINE took for them, in milliseconds */
  lineMs?: number
}

/** Why an event failed. It may succeed in another attempt. */
export type Failure =
  /** LINE did not respond, or answered 429 or 5xx; or it refused the access token, or to issue one */
  | ({ reason: 'line-unavailable' | 'credentials'; mayHaveBeenDelivered: boolean } & LineAnswer)
  /** the handler threw, or returned something that is not a reply */
  | { reason: 'handler'; err: unknown }
  /** the handler took longer than the reply token is valid: no reply was sent */
  | { reason: 'handler-timeout' }
  /** our own code threw: a bug of the bot, not of its handlers. What it had done before is unknown */
  | { reason: 'internal'; err: unknown; mayHaveBeenDelivered: true }
  /** Redis did not accept it */
  | { reason: 'not-stored' }
  /** with Redis: a process died while it handled the event */
  | { reason: 'interrupted'; mayHaveBeenDelivered: true }

export type FailureReason = Failure['reason']

/**
 * How an event ended. After every outcome but `failed` it is settled: a copy of the event is not handled again. `stored`,
 * `postponed` and `working` are not an end: the event is safe in Redis and will be handled, or its slow handler is at work.
 * `handlerMs` is how long the handler took, in milliseconds, where one was called.
 */
export type Result = { sent?: Sent; gone?: 'expired' | 'lost'; handlerMs?: number } & (
  | ({ outcome: 'replied' } & LineAnswer)
  | { outcome: 'ignored'; reason: IgnoredReason }
  | { outcome: 'duplicate' }
  | ({ outcome: 'rejected' | 'unconfirmed' } & LineAnswer)
  | ({ outcome: 'failed' } & Failure)
  | { outcome: 'stored' | 'working' }
  | ({ outcome: 'postponed' } & Failure)
)

export type Outcome = Result['outcome']

/** The outcome of an event when our own code threw. */
export const internalFailure = (err: unknown): Result => ({
  outcome: 'failed',
  reason: 'internal',
  err,
  mayHaveBeenDelivered: true
})

/** Whether LINE may have accepted a reply to the event although no attempt was confirmed. */
export const mayHaveBeenDelivered = (result: Result): boolean =>
  'mayHaveBeenDelivered' in result && result.mayHaveBeenDelivered

/** Whether the event waited in Redis for too long. No reply was sent, so that a redelivery may still get one. */
export const isExpired = (result: Result): result is { outcome: 'ignored'; reason: 'expired' } =>
  result.outcome === 'ignored' && result.reason === 'expired'
