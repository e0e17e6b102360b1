import type { RedisProblem } from './errors.ts'
import type { Room, RoomLimits } from './store.ts'

export interface CapacityOptions {
  /** how many events this process handles at once */
  concurrency: number
  /** how many events all processes together may take in a second */
  eventsPerSecond: number
  /** how long this process needs for an event, as measured of late, in milliseconds */
  handlingMs: () => number
}

/**
 * What was taken must still fit when it grows. Measured with Redis 7 (`bench/redis-memory.ts`): a text event takes 890
 * bytes while it waits, 1,310 while it is handled, and 1,460 when it is to be tried again.
 */
const GROWTH_BYTES = 600
/** How much of `maxmemory` may be used, growth included; the rest is for buffers, and for up to 1,000 dead letters. */
const MAX_MEMORY_SHARE = 0.9
/** An event must be taken within 50 seconds, or its reply token is dead. So many seconds' worth may wait at most. */
const MAX_WAIT_S = 40
/** As many seconds' worth as measured: LINE or the handlers may become four times as slow meanwhile. */
const MEASURED_WAIT_S = 10
/** LINE may take so long to answer, or not to answer. */
const SLOW_EVENT_MS = 5_000
const MEASURE_FOR_MS = 250

/** Knows how many events may wait so that each is still taken in time, and how much memory they may take. */
export function createCapacity({ concurrency, eventsPerSecond, handlingMs }: CapacityOptions) {
  let room: Room | undefined
  let measured = { at: 0, waiting: 0, handled: 0 }
  /** by all processes together; 0 when it is not known, since no event had to wait */
  let handledPerSecond = 0

  /** What this process handles in time by itself if LINE is slow, or more where more is seen to be handled. */
  function maxWaiting(): number {
    const alone = (concurrency * MAX_WAIT_S * 1_000) / Math.max(SLOW_EVENT_MS, handlingMs())
    const seen = handledPerSecond * MEASURED_WAIT_S
    return Math.ceil(Math.min(Math.max(alone, seen), MAX_WAIT_S * eventsPerSecond))
  }

  function isMemoryUsedUp({ usedMemory, maxMemory, waiting, active }: Room): boolean {
    const grown = usedMemory + (waiting + active + 1) * GROWTH_BYTES
    return maxMemory > 0 && grown > maxMemory * MAX_MEMORY_SHARE
  }

  return {
    limits: (): RoomLimits => ({
      maxWaiting: maxWaiting(),
      maxMemoryShare: MAX_MEMORY_SHARE,
      growthBytes: GROWTH_BYTES
    }),

    /** Takes note of what Redis said; the last is what counts. */
    observe(latest: Room, now = performance.now()): void {
      room = latest
      // Events that began together end together: it takes longer than one of them to see how many end.
      const forMs = now - measured.at
      if (forMs < Math.max(MEASURE_FOR_MS, 2 * handlingMs())) return
      const { waiting, active, added } = latest
      const handled = added - waiting - active
      const wasBusy = measured.waiting > 0 && waiting > 0 && handled > measured.handled
      handledPerSecond = wasBusy ? ((handled - measured.handled) * 1_000) / forMs : 0
      measured = { at: now, waiting, handled }
    },

    /** Why no event can be taken, and what to do about it; undefined while one can. */
    shortage(): RedisProblem | undefined {
      if (!room) return
      if (isMemoryUsedUp(room)) return { code: 'OOM', message: fullMessage(room) }
      if (room.waiting >= maxWaiting()) return TOO_MANY_WAITING
    }
  }
}

const fullMessage = ({ usedMemory, maxMemory }: Room) =>
  `Redis is full: ${megabytes(usedMemory)} of ${megabytes(maxMemory)} MB are used, and the rest is kept to finish what was taken; webhooks get 503 until it has room again. Give it more memory: maxmemory, or a larger plan`

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)

const TOO_MANY_WAITING: RedisProblem = {
  code: 'TOO_MANY_WAITING',
  message:
    'more events wait in Redis than can be handled in time; webhooks get 503 until there are fewer. Run more processes (worker), or find out what is slow: LINE, or the handlers'
}
