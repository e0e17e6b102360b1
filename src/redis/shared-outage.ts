import type { Redis } from 'ioredis'
import { PREFIX } from './keys.ts'

/** The state of an outage of LINE in this process. Times are in milliseconds of `performance.now()`. */
export interface KnownOutage {
  since(): number | undefined
  learn(since: number | undefined): void
  recover(): void
  onChange(listener: () => void): void
}

const KEY = `${PREFIX}:outage`
/** Longer than an event waits for its retry. */
const KNOWN_FOR_MS = 6_000
const IS_OVER = 'over'

/**
 * Shares the start and end of an outage of LINE among all processes, because the ones that receive webhooks may not be the
 * ones that reply. Redis contains when the outage started, in milliseconds since the epoch.
 */
export function shareOutage(connection: Redis, outage: KnownOutage) {
  let isLearning = false
  let toldAt = Number.NEGATIVE_INFINITY

  outage.onChange(() => {
    if (isLearning || connection.status !== 'ready') return
    const since = outage.since()
    toldAt = performance.now()
    const told = since === undefined ? IS_OVER : Math.round(Date.now() - (toldAt - since))
    connection.set(KEY, told, 'PX', KNOWN_FOR_MS).catch(() => {}) // a Redis that refuses this accepts no events either
  })

  /** Checks whether another process has detected an outage, or its end. */
  return async function refresh(): Promise<void> {
    const askedAt = performance.now()
    const told = await connection.get(KEY)
    if (askedAt <= toldAt) return // this process has newer information
    isLearning = true
    if (told === IS_OVER) outage.recover()
    else outage.learn(told === null ? undefined : performance.now() - (Date.now() - Number(told)))
    isLearning = false
  }
}
