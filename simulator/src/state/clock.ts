/** So much of its own time passes with each reading of a clock that stands still otherwise, in milliseconds. */
const TICK_MS = 1

export type Clock = ReturnType<typeof createClock>

/**
 * The simulator's clock: the time of day, until it is moved. A clock with a fixed start does not follow the time of day:
 * it ticks when something happens, and is the same in every run.
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

    /** Something happens: a fixed clock ticks. Returns the time. */
    tick(): number {
      if (isFixed) fixedAt += TICK_MS
      return now()
    },

    /** Moves the clock ahead; who waits for what has passed by then waits no longer. */
    advance(ms: number): void {
      move(ms)
      for (const one of [...waiting]) if (one.until <= now()) one.end()
    },

    /** The time is as at the start again. */
    reset(): void {
      aheadMs = 0
      fixedAt = startAt ?? 0
    },

    /** Waits so many milliseconds of this clock, or until the signal aborts; a process that ends does not wait for it. */
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
