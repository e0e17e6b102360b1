/** Why there is no channel access token. */
export class AccessTokenError extends Error {
  /**
   * - `unauthorized`: LINE issues none for this channel id and secret
   * - `unavailable`: LINE did not respond, or could not issue one: it may work later
   */
  readonly verdict: 'unauthorized' | 'unavailable'
  /** LINE's HTTP status; absent when it did not respond */
  readonly status?: number
  /** LINE's `x-line-request-id` */
  readonly lineRequestId?: string
  /** what to look at, where that is known */
  readonly remedy?: string

  constructor(
    verdict: AccessTokenError['verdict'],
    message: string,
    details: Partial<Pick<AccessTokenError, 'status' | 'lineRequestId' | 'remedy'>> = {}
  ) {
    super(message)
    this.name = 'AccessTokenError'
    this.verdict = verdict
    Object.assign(this, details)
  }
}
