import type { RedisHistory } from './history.ts'

const EVENT = { handler: 'replies' as const, handlerMs: 0, ageMs: 0 }
const MANY = 30

const ONE_DELIVERY: RedisHistory = {
  processes: ['web'],
  concurrency: 1,
  events: [EVENT],
  deliveries: [{ atMs: 0, events: [0] }],
  redeliverAfterMs: [],
  replies: [],
  ends: [],
  troubles: []
}

const ONE_EVENT_TWICE: RedisHistory = {
  ...ONE_DELIVERY,
  deliveries: [
    { atMs: 0, events: [0] },
    { atMs: 3_000, events: [0] }
  ]
}

const QUESTION = {
  ...EVENT,
  handler: 'asks' as const,
  handlerMs: 5_000,
  taps: [{ afterMs: 500, isStranger: false }]
}

/** Each process handles one event at a time, so that another one takes the tap. */
const ONE_QUESTION: RedisHistory = { ...ONE_DELIVERY, patienceMs: 1_000, events: [QUESTION] }

const KILLED_AT_WORK: RedisHistory = {
  ...ONE_QUESTION,
  events: [{ ...QUESTION, taps: [] }],
  ends: [{ process: 0, atMs: 4_000, kind: 'killed', restartsAfterMs: 0 }]
}

/** An event finds LINE down, and others come when that is known: on a slow machine that takes longer. */
const SEVERAL_IN_OUTAGE: RedisHistory = {
  ...ONE_DELIVERY,
  events: [EVENT, EVENT, EVENT, EVENT],
  deliveries: [0, 2_500, 7_500, 20_000].map((atMs, i) => ({ atMs, events: [i] })),
  outage: { atMs: 0, forMs: 30_000, kind: 'status' }
}

/**
 * A short history for each mutant of the Redis inbox, which finds it in most of its runs; on a slow machine, too. It is
 * run first, so that no mutant takes longer than some seconds. Without a mutant, nothing in them fails.
 */
export const MUTANT_HISTORIES: { mutant: string; history: RedisHistory }[] = [
  { mutant: 'redis-claim', history: ONE_EVENT_TWICE },
  {
    mutant: 'redis-may-have-been-delivered',
    history: { ...ONE_DELIVERY, replies: [{ kind: 'silent', done: true }] }
  },
  {
    mutant: 'redis-interrupted',
    history: {
      ...ONE_DELIVERY,
      replies: [{ kind: 'silent', done: true }],
      ends: [{ process: 0, atMs: 2_000, kind: 'killed', restartsAfterMs: 0 }]
    }
  },
  { mutant: 'redis-settle', history: ONE_EVENT_TWICE },
  {
    // Of many troubles, some come between the claim of an event and its storing.
    mutant: 'redis-claimed-only',
    history: {
      ...ONE_DELIVERY,
      concurrency: 50,
      events: Array.from({ length: MANY }, () => EVENT),
      deliveries: Array.from({ length: MANY }, (_, i) => ({ atMs: i * 40, events: [i] })),
      redeliverAfterMs: [5_000, 5_000, 5_000],
      troubles: Array.from({ length: MANY }, () => ({
        kind: 'no-replicas',
        onReply: false,
        afterMs: 31,
        forMs: 3,
        roomBytes: 0
      }))
    }
  },
  {
    mutant: 'redis-early-answer',
    history: {
      ...ONE_DELIVERY,
      events: [EVENT, EVENT, EVENT, EVENT],
      deliveries: [20, 50, 100, 200].map((atMs, i) => ({ atMs, events: [i] })),
      troubles: [{ kind: 'read-only', onReply: false, afterMs: 0, forMs: 5_000, roomBytes: 0 }]
    }
  },
  {
    mutant: 'redis-taken-over',
    history: {
      ...ONE_DELIVERY,
      replies: [{ kind: 'silent', done: false }],
      ends: [{ process: 0, atMs: 2_000, kind: 'killed', restartsAfterMs: 0 }]
    }
  },
  {
    mutant: 'redis-redelivered',
    history: {
      ...ONE_DELIVERY,
      deliveries: [
        { atMs: 0, events: [0] },
        { atMs: 30_000, events: [0] }
      ],
      outage: { atMs: 0, forMs: 60_000, kind: 'status' }
    }
  },
  {
    mutant: 'redis-slow-record',
    history: { ...ONE_QUESTION, events: [{ ...QUESTION, handlerMs: 8_000 }], processes: ['web', 'worker'] }
  },
  { mutant: 'redis-slow-work-until', history: KILLED_AT_WORK },
  { mutant: 'redis-slow-resumed', history: KILLED_AT_WORK },
  {
    mutant: 'redis-slow-unsent',
    history: {
      ...ONE_QUESTION,
      processes: ['web', 'worker'],
      events: [{ ...QUESTION, unsentAfterMs: 2_000, taps: [{ afterMs: 9_000, isStranger: false }] }]
    }
  },
  { mutant: 'redis-outage', history: SEVERAL_IN_OUTAGE },
  { mutant: 'redis-shared-outage', history: { ...SEVERAL_IN_OUTAGE, processes: ['web', 'worker', 'worker'] } }
]
