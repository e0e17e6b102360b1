/** Why an event gets no reply. */
export type IgnoredReason =
  /** no handler for its kind */
  | 'unsupported'
  /** its handler returned nothing */
  | 'no-reply'
  /** excluded by `GROUP_REPLIES` */
  | 'group'
  /** another module of the channel replies in this chat */
  | 'standby'
  | 'no-reply-token'
  /** sent by LINE's Verify button, as it did until about 2020 */
  | 'verification'
  /** it waited in Redis until its reply token had expired */
  | 'expired'
  /** another tap of the same button has just got the answer */
  | 'answered'
  /** the user unsent a question while its slow handler was at work */
  | 'unsent'

/** What was sent as the reply to a slow handler's event, or to a tap of its button. */
export type Sent =
  | 'answer'
  /** the button that fetches the answer */
  | 'button'
  /** a message that there is no answer */
  | 'failure'
  /** a message that the answer is no longer available in this chat */
  | 'gone'

/** LINE's response to the last attempt to reply. */
export interface LineAnswer {
  /** LINE's HTTP status; absent when the last attempt got no response */
  status?: number | undefined
  /** LINE's `x-line-request-id`, which LINE's support asks for */
  lineRequestId?: string | undefined
  /** LINE's error message, redacted, or the code of a connection error, e.g. `ECONNREFUSED` */
  message?: string | undefined
  /** how many attempts were made */
  tries: number
  /** how long all attempts took, in milliseconds */
  lineMs?: number
}

/** Why an event failed. It may succeed in another attempt. */
export type Failure =
  /** LINE did not respond, or responded with 429 or 5xx; or it refused the access token or the credentials for one */
  | ({ reason: 'line-unavailable' | 'credentials'; mayHaveBeenDelivered: boolean } & LineAnswer)
  /** the handler threw, or returned something that is not a reply */
  | { reason: 'handler'; err: unknown }
  /** the handler was still running when it became too late to reply: no reply was sent */
  | { reason: 'handler-timeout' }
  /** our own code threw, which is a bug in the bot. It may have replied before */
  | { reason: 'internal'; err: unknown; mayHaveBeenDelivered: true }
  /** Redis did not accept it */
  | { reason: 'not-stored' }
  /** with Redis: a process died while it handled the event */
  | { reason: 'interrupted'; mayHaveBeenDelivered: true }

export type FailureReason = Failure['reason']

/**
 * The outcome of an event. After every final outcome except `failed` the event is settled: its copies are not handled.
 * `stored`, `postponed` and `working` are not final: the event is safe in Redis and will be handled, or its slow handler
 * is at work. `handlerMs` is how long the handler took, in milliseconds, if one was called.
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

/** Whether the event waited in Redis for too long. No reply was sent, so a redelivery may still get one. */
export const isExpired = (result: Result): result is { outcome: 'ignored'; reason: 'expired' } =>
  result.outcome === 'ignored' && result.reason === 'expired'
