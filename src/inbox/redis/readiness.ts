import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import { withTimeLimit } from '../../timing/time-limit.ts'
import { isRefusal } from './errors.ts'
import type { StoredEvent } from './queue.ts'

export interface ReadinessLog {
  info(message: string): void
  warn(message: string): void
}

/** After Redis refused a step of the worker, how long it counts as unable to work. It tries again each second. */
const UNABLE_FOR_MS = 3_000
const CHECK_EVERY_MS = 200

/**
 * Knows whether a worker can take events: its two connections are there, the one that it waits at and the one for all
 * else, it has asked for events at least once, and Redis does not refuse its steps. Logs it when that changes.
 */
export function watchReadiness(worker: Worker<StoredEvent>, connection: Redis, log: ReadinessLog) {
  let blockingConnection: { status: string } | undefined
  let hasAsked = false
  let unableUntil = 0
  let wasReady = false

  worker.getBackend().blockingClient?.then((client) => (blockingConnection = client), ignore)
  const asked = new Promise<void>((resolve) => {
    for (const answer of ['active', 'drained'] as const) worker.once(answer, () => resolve())
  })
  asked.then(() => {
    hasAsked = true
    logChange()
  })
  worker.on('error', (error) => {
    if (isRefusal(error)) unableUntil = performance.now() + UNABLE_FOR_MS
  })

  function isReady(): boolean {
    const isConnected = connection.status === 'ready' && blockingConnection?.status === 'ready'
    return hasAsked && isConnected && performance.now() >= unableUntil
  }

  function logChange(): void {
    if (isReady() === wasReady) return
    wasReady = !wasReady
    if (wasReady) log.info('taking events from Redis')
    else log.warn('takes no events from Redis for now')
  }
  const timer = setInterval(logChange, CHECK_EVERY_MS).unref()

  return {
    isReady,
    /** Waits until it can, at most for the given milliseconds. */
    ready: async (limitMs: number) => void (await withTimeLimit(asked, limitMs)),
    close: () => clearInterval(timer)
  }
}

const ignore = () => {}
