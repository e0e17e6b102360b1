/** What authorizes the calls of a process: a long-lived token, or stateless ones that follow each other. */
export interface AccessToken {
  /** Gets the first token, if it is not there already, without waiting for it. */
  prepare(): void
  /** The token that is good now, if there is one: the way of all replies but the first ones. */
  current(): string | undefined
  /**
   * The token that is good now, or the next one.
   *
   * @param deadline how long to wait for it, in milliseconds since the epoch
   * @throws AccessTokenError
   */
  get(deadline: number): Promise<string>
  /**
   * LINE answered 401 to this token. Many replies may say so: they cause one renewal.
   *
   * @returns whether it is worth trying again with what `get` gives
   */
  invalidate(token: string): boolean
  /** Ends a request in flight, and makes no more. */
  close(): Promise<void>
}

/** What authorizes a bot: a token that was issued by hand, or what issues tokens for the channel. */
export type Credentials =
  | { type: 'long-lived'; accessToken: string }
  | { type: 'channel'; channelId: string; channelSecret: string }
