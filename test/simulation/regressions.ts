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
  }
]
