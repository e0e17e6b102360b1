import type { Redis } from 'ioredis'
import type { RedisProblem } from '../../redis/errors.ts'
import { PREFIX } from '../../redis/keys.ts'
import { memoryOf } from '../../redis/memory.ts'
import type { EventQueue } from './queue.ts'

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
  /** while LINE is down, webhooks get no 200 for what is stored, so that it need not be handled in time */
  isLineDown: () => boolean
}

/** What an event takes beside its data while it waits, and what it grows by until it has ended (`bench/redis-memory.ts`). */
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

  /** Adds what this process has settled to the count of all, and learns from it how many are settled in a second. */
  async function countSettled(): Promise<void> {
    const at = performance.now()
    const forMs = at - counted.at
    if (forMs < MEASURE_FOR_MS) return
    const settled = own.settledCount()
    const previous = counted
    counted = { at, own: settled, all: previous.all }
    counted.all = await connection.incrby(`${PREFIX}:settled-count`, settled - previous.own)
    settledPerSecond = previous.all > 0 ? ((counted.all - previous.all) * 1_000) / forMs : 0
  }

  return {
    /** Asks Redis how much room there is. */
    async look(queue: EventQueue): Promise<void> {
      const counting = queue.getJobCounts('waiting', 'active', 'delayed')
      const [counts, memory] = await Promise.all([counting, memoryOf(connection), countSettled()])
      waiting = counts.waiting ?? 0
      unfinished = waiting + (counts.active ?? 0) + (counts.delayed ?? 0)
      usedMemory = memory.used
      maxMemory = memory.max
    },

    /** Counts events that are being stored since the last look, and the bytes of their webhooks. */
    add(events: number, bytes: number): void {
      waiting += events
      unfinished += events
      usedMemory += sizeOf(events, bytes)
    },

    /** Why so many events and bytes cannot be taken, and what to do about it; undefined when they can. */
    shortage(events = 1, bytes = 0): RedisProblem | undefined {
      const grown = usedMemory + sizeOf(events, bytes) + (unfinished + events) * GROWTH_BYTES
      if (maxMemory > 0 && grown > maxMemory * MAX_MEMORY_SHARE) return full(usedMemory, maxMemory)
      if (waiting >= maxWaiting()) return TOO_MANY_WAITING
    }
  }
}

/** Redis's allocator takes up to a quarter more than it is asked for. */
const sizeOf = (events: number, bytes: number) => 1.25 * bytes + events * EVENT_BYTES

const full = (usedMemory: number, maxMemory: number): RedisProblem => ({
  code: 'OOM',
  message: `Redis is full: ${megabytes(usedMemory)} of ${megabytes(maxMemory)} MB are used, and the rest is kept to finish what was taken; webhooks get 503 until it has room again. Give it more memory: maxmemory, or a larger plan`
})

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)

const TOO_MANY_WAITING: RedisProblem = {
  code: 'TOO_MANY_WAITING',
  message:
    'more events wait in Redis than can be handled in time; webhooks get 503 until there are fewer. Run more processes (worker), or find out what is slow: LINE, or the handlers'
}
