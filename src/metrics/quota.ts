import type { PushQuota } from '../line/line.ts'

/** Asks LINE for the quota. */
export type AskQuota = () => Promise<PushQuota>

const ASK_EVERY_MS = 60 * 60 * 1_000

/** Asks LINE for the quota at most once an hour, and only when it is read. */
export function createQuotaCache(ask: AskQuota) {
  let known: Partial<PushQuota> = {}
  let askedAt = Number.NEGATIVE_INFINITY

  return {
    /** Returns the last known quota. */
    read(): Partial<PushQuota> {
      if (performance.now() - askedAt >= ASK_EVERY_MS) {
        askedAt = performance.now()
        ask().then(
          (quota) => (known = quota),
          () => {} // keeps the last known quota
        )
      }
      return known
    }
  }
}
