import { LRUCache } from 'lru-cache'

export interface Expiry {
  /** how long an entry is kept, in milliseconds */
  ttlMs: number
  /** the clock that it is measured by, in milliseconds */
  now: () => number
}

/**
 * A cache of so many entries at most; the one that was used least recently goes first. With an expiry, each is also
 * forgotten after a time.
 *
 * `max` of lru-cache takes the room for all of them at once: with it, a simulator needs several times as long to start.
 */
export function createRecent<Value extends object | string | number>(maxEntries: number, expiry?: Expiry) {
  return new LRUCache<string, Value>({
    maxSize: maxEntries,
    sizeCalculation: () => 1,
    // By default it asks the clock once in a millisecond of real time, which this clock need not follow.
    ...(expiry && { ttl: expiry.ttlMs, perf: { now: expiry.now }, ttlResolution: 0 })
  })
}
