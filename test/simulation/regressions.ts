import type { History } from './history.ts'

/** Histories that once failed, each with the bug that it found. */
export const REGRESSIONS: { found: string; history: History }[] = [
  {
    found: 'a request that could not even be sent left its timer behind, whose error nobody caught',
    history: {
      seed: 0,
      issuesTokens: false,
      events: [{ handler: 'replies', handlerMs: 0, ageMs: 0 }],
      deliveries: [{ atMs: 0, events: [0] }],
      redeliverAfterMs: [],
      replies: [{ kind: 'bug' }],
      tokens: [],
      ends: []
    }
  },
  {
    found: 'after a bug in a later attempt, what an earlier one may have done was forgotten',
    history: {
      seed: 0,
      issuesTokens: false,
      events: [{ handler: 'slow', handlerMs: 44_353, ageMs: 422 }],
      deliveries: [
        { atMs: 49_573, events: [0] },
        { atMs: 0, events: [0] }
      ],
      redeliverAfterMs: [],
      replies: [{ kind: 'answers', afterMs: 5_000 }, { kind: 'bug' }],
      tokens: [],
      ends: []
    }
  },
  {
    found: 'a bug while a button was sent left its question at work, though the button may have been out',
    history: {
      seed: 0,
      issuesTokens: false,
      patienceMs: 0,
      events: [
        {
          handler: 'asks',
          handlerMs: 46_842,
          ageMs: 907,
          taps: [
            { afterMs: 276, isStranger: false },
            { afterMs: 932, isStranger: false },
            { afterMs: 9_538, isStranger: false }
          ]
        },
        { handler: 'asks', handlerMs: 13_903, ageMs: 69, taps: [] }
      ],
      deliveries: [{ atMs: 0, events: [0] }],
      redeliverAfterMs: [165_236],
      replies: [{ kind: 'answers', afterMs: 19_232 }, { kind: 'bug' }],
      tokens: [],
      ends: [{ atMs: 0, kind: 'killed', restartsAfterMs: 0 }]
    }
  },
  {
    found: 'a question that was answered a second time forgot that a tap had just fetched its answer',
    history: {
      seed: 0,
      issuesTokens: false,
      patienceMs: 0,
      events: [
        { handler: 'throws', handlerMs: 34_506, ageMs: 485 },
        {
          handler: 'asks',
          handlerMs: 2_495,
          ageMs: 445,
          taps: [
            { afterMs: 973, isStranger: false },
            { afterMs: 5_339, isStranger: false },
            { afterMs: 16_092, isStranger: false }
          ],
          unsentAfterMs: 16_706
        },
        { handler: 'replies', handlerMs: 22_922, ageMs: 299 },
        { handler: 'replies', handlerMs: 24_418, ageMs: 466 }
      ],
      deliveries: [
        { atMs: 1, events: [3, 1] },
        { atMs: 0, events: [2] }
      ],
      redeliverAfterMs: [0, 1_095],
      replies: [
        { kind: 'breaks', done: false, afterMs: 0 },
        { kind: 'breaks', done: false, afterMs: 0 },
        { kind: 'status', status: 403, afterMs: 1 },
        { kind: 'bug' },
        { kind: 'status', status: 401, afterMs: 231 },
        { kind: 'silent', done: false },
        { kind: 'breaks', done: true, afterMs: 291 },
        { kind: 'status', status: 403, afterMs: 0 }
      ],
      tokens: [],
      ends: []
    }
  }
]
