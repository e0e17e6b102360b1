export interface DeduplicationCacheOptions {
  /** how many ids are kept; the oldest are dropped first */
  maxIds: number
  /** for how long each is kept, in milliseconds */
  ttlMs: number
}

/** The oldest ids are dropped in batches of this share, because the first entries of a large Map are slow to find. */
const BATCH_SHARE = 0.1

/** Creates a set of event ids, each of which expires after `ttlMs`. */
export function createDeduplicationCache({ maxIds, ttlMs }: DeduplicationCacheOptions) {
  /** when each id expires, in milliseconds of the process's clock; the oldest first */
  const expiries = new Map<string, number>()

  function dropOldest(): void {
    for (const id of expiries.keys()) {
      if (expiries.size <= maxIds) return
      expiries.delete(id)
    }
  }

  return {
    add(id: string): void {
      expiries.delete(id) // so that it becomes the newest
      expiries.set(id, performance.now() + ttlMs)
      if (expiries.size > maxIds * (1 + BATCH_SHARE)) dropOldest()
    },
    has: (id: string): boolean => (expiries.get(id) ?? 0) > performance.now()
  }
}
