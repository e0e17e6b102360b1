import { LRUCache } from 'lru-cache'

export interface Expiry {
  /** how long to keep an entry, in milliseconds */
  ttlMs: number
  /** the clock for `ttlMs`, in milliseconds */
  now: () => number
}

/**
 * A cache with a maximum number of entries. It drops the least recently used entry first and, with an expiry, entries
 * whose time has passed.
 *
 * It does not use lru-cache's `max`, which allocates memory for all entries at once: the simulator's startup would
 * take several times as long.
 */
export function createRecent<Value extends object | string | number>(maxEntries: number, expiry?: Expiry) {
  return new LRUCache<string, Value>({
    maxSize: maxEntries,
    sizeCalculation: () => 1,
    // By default, lru-cache caches the time for 1 ms of real time, but this clock can jump.
    ...(expiry && { ttl: expiry.ttlMs, perf: { now: expiry.now }, ttlResolution: 0 })
  })
}
