import type { Redis } from 'ioredis'
import { PREFIX } from './keys.ts'

/** What this process knows of an outage of LINE; times are in milliseconds of `performance.now()`. */
export interface KnownOutage {
  since(): number | undefined
  learn(since: number | undefined): void
  recover(): void
  onChange(listener: () => void): void
}

const KEY = `${PREFIX}:outage`
/** Longer than an event waits until it is tried again. */
const KNOWN_FOR_MS = 6_000
const IS_OVER = 'over'

/**
 * Has all processes know of an outage of LINE that one of them has found, and of its end: those that answer the webhooks
 * may not be those that reply. What they tell each other is since when it lasts, in milliseconds since the epoch.
 */
export function shareOutage(connection: Redis, outage: KnownOutage) {
  let isLearning = false
  let toldAt = Number.NEGATIVE_INFINITY

  outage.onChange(() => {
    if (isLearning || connection.status !== 'ready') return
    const since = outage.since()
    toldAt = performance.now()
    const told = since === undefined ? IS_OVER : Math.round(Date.now() - (toldAt - since))
    connection.set(KEY, told, 'PX', KNOWN_FOR_MS).catch(() => {}) // a Redis that refuses this takes no events either
  })

  /** Asks whether another process has found an outage, or its end. */
  return async function refresh(): Promise<void> {
    const askedAt = performance.now()
    const told = await connection.get(KEY)
    if (askedAt <= toldAt) return // this process knows better
    isLearning = true
    if (told === IS_OVER) outage.recover()
    else outage.learn(told === null ? undefined : performance.now() - (Date.now() - Number(told)))
    isLearning = false
  }
}
