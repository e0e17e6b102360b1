/** The bot's credentials: a token that was issued manually, or a channel for which the bot issues its own tokens. */
export type Credentials =
  | { type: 'long-lived'; accessToken: string }
  | { type: 'channel'; channelId: string; channelSecret: string }

/** The access token for the API calls of a process: one long-lived token, or a sequence of short-lived ones. */
export interface AccessToken {
  /** Returns the valid token if there is one, so that all replies except the first ones need not wait. */
  current(): string | undefined
  /**
   * Resolves with the valid token, or waits for the next one.
   *
   * @param deadline when to give up, in milliseconds since the epoch
   * @throws LineError
   */
  get(deadline: number): Promise<string>
  /**
   * Reports that LINE responded with 401 to this token. It is renewed once, however many replies report it.
   *
   * @returns whether to retry with the token that `get` returns
   */
  invalidate(token: string): boolean
  /** Stops issuing tokens. */
  close(): void
}

/** How long a handler that calls LINE waits for an access token. */
export const TOKEN_TIMEOUT_MS = 5_000

/** Wraps a token that was issued in LINE's console, and is valid until it is revoked there. */
export const createLongLivedToken = (token: string): AccessToken => ({
  current: () => token,
  get: async () => token,
  invalidate: () => false,
  close: () => {}
})
