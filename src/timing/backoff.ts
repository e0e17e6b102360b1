const FIRST_BACKOFF_MS = 250
const MAX_BACKOFF_MS = 8_000

/**
 * Exponential backoff. Returns how long to wait before the next attempt, in milliseconds: 250 ms after the first attempt,
 * then twice as long each time, up to the maximum. Up to half of it is subtracted as jitter, so that clients that failed
 * together spread out.
 *
 * @param attempts how many attempts have failed, at least 1
 */
export function backoff(attempts: number, maxMs = MAX_BACKOFF_MS): number {
  const longest = Math.min(maxMs, FIRST_BACKOFF_MS * 2 ** (attempts - 1))
  return Math.round(longest * (0.5 + Math.random() / 2))
}
