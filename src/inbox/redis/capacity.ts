import type { Redis } from 'ioredis'
import type { RedisProblem } from './errors.ts'
import { type EventQueue, PREFIX } from './queue.ts'

export interface CapacityOptions {
  connection: Redis
  /** how many events this process handles at once */
  concurrency: number
  /** how many events all processes together may take in a second */
  eventsPerSecond: number
  /** how long this process needs for an event, as measured of late, in milliseconds */
  handlingMs: () => number
  /** how many events this process has settled so far */
  settledCount: () => number
  /** while LINE is down, webhooks get no 200 for what is stored: it need not be handled in time */
  isLineDown: () => boolean
}

/**
 * What was taken must still fit when it grows. Measured with Redis 7 (`bench/redis-memory.ts`): a text event takes 1,430
 * bytes while it waits, and up to 600 more until it has ended.
 */
const EVENT_BYTES = 900
const GROWTH_BYTES = 600
/** How much of `maxmemory` may be used, growth included; the rest is for buffers, and for up to 1,000 dead letters. */
const MAX_MEMORY_SHARE = 0.9
/** An event must be taken within 50 seconds, or its reply token is dead. So many seconds' worth may wait at most. */
const MAX_WAIT_S = 40
/** As many seconds' worth as measured: LINE or the handlers may become four times as slow meanwhile. */
const MEASURED_WAIT_S = 10
/** LINE may take so long to answer, or not to answer. */
const SLOW_EVENT_MS = 5_000
const MEASURE_FOR_MS = 1_000
const NO_INFO = /^NOPERM .*\binfo\b/i

/** Knows whether Redis has room for events, and how many may wait so that each is still taken in time. */
export function createCapacity({ connection, concurrency, eventsPerSecond, ...own }: CapacityOptions) {
  let waiting = 0
  let unfinished = 0
  let usedMemory = 0
  let maxMemory = 0
  let counted = { at: performance.now(), own: 0, all: 0 }
  /** by all processes together */
  let settledPerSecond = 0

  function maxWaiting(): number {
    const longest = MAX_WAIT_S * eventsPerSecond
    if (own.isLineDown()) return longest
    const alone = (concurrency * MAX_WAIT_S * 1_000) / Math.max(SLOW_EVENT_MS, own.handlingMs())
    return Math.ceil(Math.min(longest, Math.max(alone, settledPerSecond * MEASURED_WAIT_S)))
  }

  async function count(): Promise<void> {
    const settled = own.settledCount()
    const all = await connection.incrby(`${PREFIX}:settled-count`, settled - counted.own)
    const at = performance.now()
    settledPerSecond = counted.all > 0 ? ((all - counted.all) * 1_000) / (at - counted.at) : 0
    counted = { at, own: settled, all }
  }

  return {
    /** Asks Redis how much room there is. */
    async look(queue: EventQueue): Promise<void> {
      const [counts, memory] = await Promise.all([
        queue.getJobCounts('waiting', 'active', 'delayed'),
        connection.info('memory').catch((error: Error) => {
          if (!NO_INFO.test(error.message)) throw error
          return '' // only the number of events is limited then
        }),
        performance.now() - counted.at >= MEASURE_FOR_MS && count()
      ])
      const { waiting: now = 0, active = 0, delayed = 0 } = counts
      waiting = now
      unfinished = now + active + delayed
      usedMemory = Number(memory.match(/^used_memory:(\d+)/m)?.[1] ?? 0)
      maxMemory = Number(memory.match(/^maxmemory:(\d+)/m)?.[1] ?? 0)
    },

    /** Counts events that were stored since the last look, and the bytes that they were stored in. */
    add(events: number, bytes: number): void {
      waiting += events
      unfinished += events
      usedMemory += 1.25 * bytes + events * EVENT_BYTES // Redis's allocator takes up to a quarter more
    },

    /** Why so many events and bytes cannot be taken, and what to do about it; undefined when they can. */
    shortage(events = 1, bytes = 0): RedisProblem | undefined {
      const grown = usedMemory + 1.25 * bytes + events * EVENT_BYTES + (unfinished + events) * GROWTH_BYTES
      if (maxMemory > 0 && grown > maxMemory * MAX_MEMORY_SHARE)
        return { code: 'OOM', message: fullMessage(usedMemory, maxMemory) }
      if (waiting >= maxWaiting()) return TOO_MANY_WAITING
    }
  }
}

const fullMessage = (usedMemory: number, maxMemory: number) =>
  `Redis is full: ${megabytes(usedMemory)} of ${megabytes(maxMemory)} MB are used, and the rest is kept to finish what was taken; webhooks get 503 until it has room again. Give it more memory: maxmemory, or a larger plan`

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)

const TOO_MANY_WAITING: RedisProblem = {
  code: 'TOO_MANY_WAITING',
  message:
    'more events wait in Redis than can be handled in time; webhooks get 503 until there are fewer. Run more processes (worker), or find out what is slow: LINE, or the handlers'
}
