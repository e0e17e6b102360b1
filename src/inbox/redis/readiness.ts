import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Log } from '../../redis/errors.ts'
import { withTimeLimit } from '../../timing/time-limit.ts'
import type { StoredEvent } from './queue.ts'

/** After an error of the worker, how long it counts as unable to work. It tries again sooner than that. */
const UNABLE_FOR_MS = 3_000
const CHECK_EVERY_MS = 200

/**
 * Knows whether a worker can take events: it has both its connections, has asked for events, and nothing has failed of
 * late. Logs it when that changes.
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
  worker.on('error', () => {
    unableUntil = Math.max(unableUntil, performance.now() + UNABLE_FOR_MS)
  })
  const timer = setInterval(logChange, CHECK_EVERY_MS).unref()

  function isReady(): boolean {
    return connection.status === 'ready' && !worker.isPaused() && performance.now() >= unableUntil
  }

  function logChange(): void {
    if (isReady() === wasReady) return
    wasReady = !wasReady
    if (wasReady) log.info({}, 'taking events from Redis')
    else log.warn({}, 'takes no events from Redis for now')
  }

  return {
    /** Whether this process can take events from Redis. */
    isReady,
    /** Waits until it can, at most for the given milliseconds. */
    ready: async (limitMs: number) => void (await withTimeLimit(isAble, limitMs)),
    close: () => clearInterval(timer)
  }
}
