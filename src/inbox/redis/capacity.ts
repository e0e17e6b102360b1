import type { Redis } from 'ioredis'
import type { RedisProblem } from '../../redis/errors.ts'
import { PREFIX } from '../../redis/keys.ts'
import { memoryOf } from '../../redis/memory.ts'
import type { EventQueue } from './queue.ts'

export interface CapacityOptions {
  connection: Redis
  /** how many events this process handles at once */
  concurrency: number
  /** how many events all processes together may handle per second */
  eventsPerSecond: number
  /** how long this process needs for an event on average, in milliseconds, as measured recently */
  handlingMs: () => number
  /** how many events this process has settled so far */
  settledCount: () => number
  /** while LINE is down, webhooks get no 200 for stored events, so that these need not be handled in time */
  isLineDown: () => boolean
}

/** Memory for a waiting event apart from its data, and how much it grows until it is finished (`bench/redis-memory.ts`). */
const EVENT_BYTES = 900
const GROWTH_BYTES = 600
/** The usable share of `maxmemory`, including growth. The rest is for buffers and up to 1,000 dead letters. */
const MAX_MEMORY_SHARE = 0.9
/** Maximum backlog, in seconds of full throughput: a reply token expires if its event is not handled within 50 s. */
const MAX_WAIT_S = 40
/** Maximum backlog, in seconds of measured throughput, so that even a fourfold slowdown keeps within `MAX_WAIT_S`. */
const MEASURED_WAIT_S = 10
/** How long an event may take when LINE is slow or does not respond. */
const SLOW_EVENT_MS = 5_000
const MEASURE_FOR_MS = 1_000

/** Determines whether Redis has room for events, and how many may wait so that each is still handled in time. */
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

  /** Adds the events that this process has settled to the count of all, and derives the number settled per second. */
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
    /** Asks Redis for its memory and the number of events in it. */
    async look(queue: EventQueue): Promise<void> {
      const counting = queue.getJobCounts('waiting', 'active', 'delayed')
      const [counts, memory] = await Promise.all([counting, memoryOf(connection), countSettled()])
      waiting = counts.waiting ?? 0
      unfinished = waiting + (counts.active ?? 0) + (counts.delayed ?? 0)
      usedMemory = memory.used
      maxMemory = memory.max
    },

    /** Counts events stored since the last `look`, and the bytes of their webhooks. */
    add(events: number, bytes: number): void {
      waiting += events
      unfinished += events
      usedMemory += sizeOf(events, bytes)
    },

    /** Returns why this number of events and bytes cannot be stored, with the remedy; undefined if they can. */
    shortage(events = 1, bytes = 0): RedisProblem | undefined {
      const grown = usedMemory + sizeOf(events, bytes) + (unfinished + events) * GROWTH_BYTES
      if (maxMemory > 0 && grown > maxMemory * MAX_MEMORY_SHARE) return full(usedMemory, maxMemory)
      if (waiting >= maxWaiting()) return TOO_MANY_WAITING
    }
  }
}

/** Redis's allocator uses up to 25 % more memory than requested. */
const sizeOf = (events: number, bytes: number) => 1.25 * bytes + events * EVENT_BYTES

const full = (usedMemory: number, maxMemory: number): RedisProblem => ({
  code: 'OOM',
  message: `Redis is full: ${megabytes(usedMemory)} of ${megabytes(maxMemory)} MB are used, and the rest is reserved for events already stored; webhooks get 503 until it has room. Raise maxmemory, or use a larger plan`
})

const megabytes = (bytes: number) => (bytes / 1024 / 1024).toFixed(1)

const TOO_MANY_WAITING: RedisProblem = {
  code: 'TOO_MANY_WAITING',
  message:
    'more events wait in Redis than can be handled in time; webhooks get 503 until there are fewer. Run more worker processes, or find out whether LINE or the handlers are slow'
}
