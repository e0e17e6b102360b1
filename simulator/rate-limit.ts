/** A token bucket: so many requests a second, as many at once when it was quiet. */
export function createRateLimit({ limit, now }: { limit: () => number; now: () => number }) {
  let tokens = limit()
  let filledAt = now()

  /** Whether one more request fits in; it is counted if so. */
  return function hasRoom(): boolean {
    const time = now()
    tokens = Math.min(limit(), tokens + ((time - filledAt) / 1_000) * limit())
    filledAt = time
    if (tokens < 1) return false
    tokens--
    return true
  }
}
