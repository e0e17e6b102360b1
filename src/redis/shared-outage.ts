import type { Redis } from 'ioredis'
import { PREFIX } from './keys.ts'

/** What this process knows of an outage of LINE; times are in milliseconds of `performance.now()`. */
export interface KnownOutage {
  since(): number | undefined
  learn(since: number | undefined): void
  onChange(listener: () => void): void
}

const KEY = `${PREFIX}:outage`
/** For so long after its last failure an outage is known, also to processes that start meanwhile. */
const KNOWN_FOR_MS = 10 * 60 * 1_000

/**
 * Has all processes know of an outage of LINE that one of them has found, and of its end: those that answer the webhooks
 * may not be those that reply. What it says of an outage is since when it lasts, in milliseconds since the epoch.
 */
export function shareOutage(connection: Redis, outage: KnownOutage) {
  let isLearning = false
  let toldAt = Number.NEGATIVE_INFINITY

  outage.onChange(() => {
    if (isLearning || connection.status !== 'ready') return
    const since = outage.since()
    toldAt = performance.now()
    const told =
      since === undefined
        ? connection.del(KEY)
        : connection.set(KEY, Math.round(Date.now() - (toldAt - since)), 'PX', KNOWN_FOR_MS)
    told.catch(() => {}) // a Redis that refuses this takes no events either
  })

  /** Asks whether another process has found an outage, or its end. */
  return async function refresh(): Promise<void> {
    const askedAt = performance.now()
    const told = await connection.get(KEY)
    if (askedAt <= toldAt) return // this process knows better
    isLearning = true
    if (told === null) outage.learn(undefined)
    else if (outage.since() === undefined) outage.learn(performance.now() - (Date.now() - Number(told)))
    isLearning = false
  }
}
