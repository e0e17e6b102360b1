/** What authorizes a bot: a token that was issued by hand, or a channel for which the bot issues its own. */
export type Credentials =
  | { type: 'long-lived'; accessToken: string }
  | { type: 'channel'; channelId: string; channelSecret: string }

/** The access token that authorizes the calls of a process: a long-lived one, or short-lived ones in turn. */
export interface AccessToken {
  /** The valid token, if there is one: all replies but the first ones use it without waiting. */
  current(): string | undefined
  /**
   * The valid token, or the next one.
   *
   * @param deadline how long to wait for it, in milliseconds since the epoch
   * @throws LineError
   */
  get(deadline: number): Promise<string>
  /**
   * Reports that LINE answered 401 to this token. However many replies report it, it is renewed once.
   *
   * @returns whether to try again with the token that `get` returns
   */
  invalidate(token: string): boolean
  /** Issues no more tokens. */
  close(): void
}

/** How long a handler that calls LINE waits for an access token. */
export const TOKEN_TIMEOUT_MS = 5_000

/** A token that was issued in LINE's console, and is valid until it is revoked there. */
export const createLongLivedToken = (token: string): AccessToken => ({
  current: () => token,
  get: async () => token,
  invalidate: () => false,
  close: () => {}
})
