import { LRUCache } from 'lru-cache'

/**
 * A cache of so many entries at most; the one that was used least recently goes first.
 *
 * `max` of lru-cache takes the room for all of them at once: with it, a simulator needs several times as long to start.
 */
export const createRecent = <Value extends object | string>(maxEntries: number) =>
  new LRUCache<string, Value>({ maxSize: maxEntries, sizeCalculation: () => 1 })
