/** Step of a stopped clock for each event, in milliseconds. */
const TICK_MS = 1

export type Clock = ReturnType<typeof createClock>

/**
 * The simulator's clock. It follows the system clock, plus the time by which it was advanced. With `startAt`, it is
 * stopped: only events move it, so that it shows the same times in every run.
 *
 * @param startAt in milliseconds since the epoch
 */
export function createClock(startAt?: number) {
  const isFixed = startAt !== undefined
  let aheadMs = 0
  let fixedAt = startAt ?? 0
  const waiting = new Set<{ until: number; end: () => void }>()

  const now = (): number => (isFixed ? fixedAt : Date.now() + aheadMs)

  function move(ms: number): void {
    if (isFixed) fixedAt += ms
    else aheadMs += ms
  }

  return {
    /** Milliseconds since the epoch. */
    now,

    /** Moves a stopped clock by one step, for an event. Returns the time. */
    tick(): number {
      if (isFixed) fixedAt += TICK_MS
      return now()
    },

    /** Moves the clock ahead, and ends each `sleep` whose time has passed. */
    advance(ms: number): void {
      move(ms)
      for (const one of [...waiting]) if (one.until <= now()) one.end()
    },

    /** Restores the initial time. */
    reset(): void {
      aheadMs = 0
      fixedAt = startAt ?? 0
    },

    /** Waits `ms` milliseconds of this clock, or until the signal aborts. Does not keep the process alive. */
    sleep(ms: number, signal?: AbortSignal): Promise<void> {
      if (signal?.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const until = now() + ms
        const one = { until, end }
        const timer = setTimeout(end, ms).unref()
        waiting.add(one)
        signal?.addEventListener('abort', end, { once: true })
        function end(): void {
          clearTimeout(timer)
          signal?.removeEventListener('abort', end)
          waiting.delete(one)
          if (isFixed && !signal?.aborted) fixedAt = Math.max(fixedAt, until)
          resolve()
        }
      })
    }
  }
}
