import type { RedisHistory } from './history.ts'

const ONE_EVENT = { handler: 'replies' as const, handlerMs: 0, ageMs: 0 }

/** Histories that once failed, each with the bug that it found. They did so in some of their runs. */
export const REDIS_REGRESSIONS: { found: string; history: RedisHistory }[] = [
  {
    found: 'an event that was replied to became a dead letter, because Redis refused to remove it',
    history: {
      processes: ['web', 'worker', 'web'],
      concurrency: 2,
      events: [ONE_EVENT],
      deliveries: [
        { atMs: 1_365, events: [0] },
        { atMs: 10, events: [0] }
      ],
      redeliverAfterMs: [],
      replies: [],
      ends: [],
      troubles: [{ kind: 'no-replicas', onReply: true, afterMs: 0, forMs: 2, roomBytes: 0 }]
    }
  },
  {
    found: 'that LINE may have accepted a reply was forgotten, because Redis was full and did not keep it',
    history: {
      processes: ['web'],
      concurrency: 1,
      events: [ONE_EVENT],
      deliveries: [{ atMs: 0, events: [0] }],
      redeliverAfterMs: [],
      replies: [{ kind: 'silent', done: true }],
      ends: [],
      troubles: [{ kind: 'full', onReply: false, afterMs: 4_091, forMs: 1_500, roomBytes: -360 }]
    }
  },
  {
    found:
      'BullMQ kept an event that it had taken while Redis was away, and another process had replied to it meanwhile',
    history: {
      processes: ['web', 'worker', 'web'],
      concurrency: 2,
      events: [
        ONE_EVENT,
        { ...ONE_EVENT, handler: 'unsupported' },
        { ...ONE_EVENT, handler: 'slow', handlerMs: 176 }
      ],
      deliveries: [
        { atMs: 172, events: [0] },
        { atMs: 395, events: [2, 0, 1, 1] },
        { atMs: 32, events: [2, 1, 2] },
        { atMs: 320, events: [2] }
      ],
      redeliverAfterMs: [4_942, 4_990, 2_196],
      replies: [{ kind: 'status', status: 408, afterMs: 986 }],
      ends: [
        { process: 2, atMs: 5_123, kind: 'killed', restartsAfterMs: 1_071 },
        { process: 0, atMs: 3_333, kind: 'killed', restartsAfterMs: 1_301 }
      ],
      troubles: [{ kind: 'restarted', onReply: false, afterMs: 4_991, forMs: 992, roomBytes: 0 }]
    }
  },
  {
    found:
      'an event that LINE delivered again while it was tried was given up 50 seconds after its first delivery',
    history: {
      processes: ['web'],
      concurrency: 1,
      events: [ONE_EVENT],
      deliveries: [
        { atMs: 0, events: [0] },
        { atMs: 40_000, events: [0] }
      ],
      redeliverAfterMs: [],
      replies: Array.from({ length: 9 }, () => ({ kind: 'status', status: 503, afterMs: 4_000 }) as const),
      ends: [],
      troubles: []
    }
  },
  {
    found: 'a process that stopped took one more event, and left it to the expiry of its lock',
    history: {
      processes: ['web'],
      concurrency: 1,
      events: [{ ...ONE_EVENT, handlerMs: 122 }],
      deliveries: [{ atMs: 3, events: [0, 0] }],
      redeliverAfterMs: [],
      replies: [{ kind: 'status', status: 400, afterMs: 125 }],
      ends: [{ process: 0, atMs: 9, kind: 'stopped', restartsAfterMs: 285 }],
      troubles: []
    }
  }
]
