import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Log } from '../../redis/errors.ts'
import { withTimeLimit } from '../../timing/time-limit.ts'
import type { StoredEvent } from './queue.ts'

/** How long a worker counts as not ready after an error. It retries sooner than that. */
const UNABLE_FOR_MS = 3_000
const CHECK_EVERY_MS = 200

/**
 * Watches whether a worker can consume events: it has both its connections, has requested events, and has had no recent
 * error, apart from those that concern one event. Logs each change.
 */
export function watchReadiness(worker: Worker<StoredEvent>, connection: Redis, log: Log) {
  let unableUntil = Number.POSITIVE_INFINITY
  let wasReady = false
  const asked = new Promise<void>((resolve) => {
    for (const answer of ['active', 'drained'] as const) worker.once(answer, () => resolve())
  })
  const isAble = Promise.all([asked, worker.waitUntilReady()]).then(
    () => {
      unableUntil = 0
      logChange()
    },
    () => {} // it was closed first
  )
  worker.on('error', (error: Error & { code?: unknown }) => {
    const concernsOneEvent = typeof error.code === 'number' // from a script of BullMQ, e.g. its job is missing
    if (concernsOneEvent) return
    unableUntil = Math.max(unableUntil, performance.now() + UNABLE_FOR_MS)
  })
  const timer = setInterval(logChange, CHECK_EVERY_MS).unref()

  function isReady(): boolean {
    return connection.status === 'ready' && !worker.isPaused() && performance.now() >= unableUntil
  }

  function logChange(): void {
    if (isReady() === wasReady) return
    wasReady = !wasReady
    if (wasReady) log.info({}, 'consuming events from Redis')
    else log.warn({}, 'stopped consuming events from Redis')
  }

  return {
    /** Whether this process can consume events from Redis. */
    isReady,
    /** Waits until it can, for at most `limitMs`. */
    ready: async (limitMs: number) => void (await withTimeLimit(isAble, limitMs)),
    close: () => clearInterval(timer)
  }
}
