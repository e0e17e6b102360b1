import { LRUCache } from 'lru-cache'

export interface DeduplicationCacheOptions {
  /** how many ids are kept at most; the oldest are dropped first */
  maxIds: number
  /** for how long each is kept, in milliseconds */
  ttlMs: number
}

/** The ids of events, each kept for a while. */
export function createDeduplicationCache({ maxIds, ttlMs }: DeduplicationCacheOptions) {
  // Not `max`: it has room for all of them from the start, which takes 10 ms.
  const ids = new LRUCache<string, true>({ maxSize: maxIds, sizeCalculation: () => 1, ttl: ttlMs })
  return {
    add: (id: string): void => void ids.set(id, true),
    has: (id: string): boolean => ids.has(id)
  }
}
