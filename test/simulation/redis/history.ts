import fc from 'fast-check'
import {
  type ApiBehaviour,
  apiBehaviour,
  type LineOutage,
  lineOutage,
  moment,
  patienceMs,
  type SimulatedEvent,
  simulatedEvent
} from '../history.ts'

/** What happens to Redis, one after the other. Its data is never lost: it writes each step to its file (AOF). */
export interface RedisTrouble {
  /**
   * - `frozen`: it does not run, so that nobody gets an answer
   * - `paused`: it answers no client
   * - `restarted`: it is killed, and is away until it starts again
   * - `read-only`, `no-replicas`: it refuses what writes
   * - `full`: it has room for `roomBytes` more
   * - `cut`: all connections to it are closed
   */
  kind: 'frozen' | 'paused' | 'restarted' | 'read-only' | 'no-replicas' | 'full' | 'cut'
  /** it begins as LINE gets the next request to reply, if there is one soon, and not at once */
  onReply: boolean
  /** after the one before it */
  afterMs: number
  forMs: number
  roomBytes: number
}

/** A process ends: killed at once, or stopped with grace; and another one takes its place. */
export interface EndOfProcess {
  /** index in the history's processes */
  process: number
  atMs: number
  kind: 'killed' | 'stopped'
  restartsAfterMs: number
}

/** One history of some processes of the bot, a Redis and LINE. All times are in the bot's milliseconds. */
export interface RedisHistory {
  processes: ('web' | 'worker')[]
  /** how many events a process handles at once */
  concurrency: number
  /** how long `slow(…)` waits before it sends a button */
  patienceMs?: number
  events: SimulatedEvent[]
  /** the webhooks go to the web processes in turn */
  deliveries: { atMs: number; events: number[] }[]
  /** after which pauses LINE delivers again what did not get a 2xx; empty: redelivery is off */
  redeliverAfterMs: number[]
  replies: ApiBehaviour[]
  outage?: LineOutage | undefined
  ends: EndOfProcess[]
  troubles: RedisTrouble[]
}

const processes = fc
  .array(fc.constantFrom('web' as const, 'worker' as const), { maxLength: 2 })
  .map((others): RedisHistory['processes'] => ['web', ...others])

const trouble: fc.Arbitrary<RedisTrouble> = fc.record({
  kind: fc.constantFrom(
    'frozen' as const,
    'paused' as const,
    'restarted' as const,
    'read-only' as const,
    'no-replicas' as const,
    'full' as const,
    'cut' as const
  ),
  onReply: fc.boolean(),
  afterMs: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 500 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 5_000 }) }
  ),
  // Some are so short that they hit one step of an event, and not the next one.
  forMs: fc.oneof(
    { weight: 3, arbitrary: moment(30) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 1_000 }) },
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 5_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
    // Some are so long that an event is given up, and delivered again after that.
    { weight: 1, arbitrary: fc.integer({ min: 50_000, max: 70_000 }) }
  ),
  roomBytes: fc.integer({ min: -50_000, max: 300_000 })
})

/** With less time between what happens: it passes as it does. */
const shorter = ({ handlerMs, taps, unsentAfterMs, ...event }: SimulatedEvent): SimulatedEvent => ({
  ...event,
  handlerMs: tenth(handlerMs),
  ...(taps && { taps: taps.map((tap) => ({ ...tap, afterMs: tenth(tap.afterMs) })) }),
  ...(unsentAfterMs !== undefined && { unsentAfterMs: tenth(unsentAfterMs) })
})
const tenth = (ms: number) => Math.round(ms / 10)

/** All histories with Redis that are tried. */
export const redisHistory: fc.Arbitrary<RedisHistory> = fc
  .tuple(processes, fc.array(simulatedEvent, { minLength: 1, maxLength: 4 }))
  .chain(([processes, events]) =>
    fc.record({
      processes: fc.constant(processes),
      concurrency: fc.constantFrom(1, 2, 50),
      patienceMs: patienceMs.map((ms) => ms / 5),
      events: fc.constant(events.map(shorter)),
      deliveries: fc.array(
        fc.record({
          atMs: fc.oneof({ weight: 4, arbitrary: moment(400) }, { weight: 2, arbitrary: moment(5_000) }),
          events: fc.array(fc.integer({ min: 0, max: events.length - 1 }), { minLength: 1, maxLength: 4 })
        }),
        { minLength: 1, maxLength: 5 }
      ),
      redeliverAfterMs: fc
        .tuple(fc.array(moment(5_000), { maxLength: 3 }), fc.array(moment(60_000), { maxLength: 1 }))
        .map((pauses) => pauses.flat()),
      replies: fc.array(apiBehaviour, { maxLength: 6 }),
      outage: lineOutage,
      ends: fc.array(
        fc.record({
          process: fc.integer({ min: 0, max: processes.length - 1 }),
          atMs: fc.oneof({ weight: 3, arbitrary: moment(800) }, { weight: 2, arbitrary: moment(8_000) }),
          kind: fc.constantFrom('killed' as const, 'stopped' as const),
          restartsAfterMs: moment(3_000)
        }),
        { maxLength: 2 }
      ),
      troubles: fc.array(trouble, { maxLength: 2 })
    })
  )
