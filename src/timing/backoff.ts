const FIRST_BACKOFF_MS = 250
const MAX_BACKOFF_MS = 8_000

/**
 * How long to wait before the next attempt, in milliseconds: a quarter of a second after the first, then twice as long each
 * time up to the maximum. Half of it is jitter, so that clients that failed together do not come back together.
 *
 * @param attempts how many attempts have failed, from 1
 */
export function backoff(attempts: number, maxMs = MAX_BACKOFF_MS): number {
  const longest = Math.min(maxMs, FIRST_BACKOFF_MS * 2 ** (attempts - 1))
  return Math.round(longest * (0.5 + Math.random() / 2))
}
