import t from 'tap'
import { backoff } from '../../src/timing/backoff.ts'

/** The shortest and the longest of many pauses, in steps that jitter cannot miss. */
function range(attempts: number, maxMs?: number): [shortest: number, longest: number] {
  const pauses = Array.from({ length: 2_000 }, () => backoff(attempts, maxMs))
  return [Math.min(...pauses), Math.max(...pauses)]
}

t.test('the pause doubles with each attempt up to its maximum, and half of it is jitter', async (t) => {
  for (const [attempts, maxMs, longestMs] of [
    [1, undefined, 250],
    [2, undefined, 500],
    [5, undefined, 4_000],
    [6, undefined, 8_000],
    [7, undefined, 8_000],
    [2_000, undefined, 8_000],
    [7, 300_000, 16_000],
    [12, 300_000, 300_000]
  ] as const) {
    const [shortest, longest] = range(attempts, maxMs)
    const name = `${attempts}, ${maxMs}: ${shortest} to ${longest}`
    t.ok(shortest >= longestMs / 2 && shortest < longestMs * 0.55, name)
    t.ok(longest <= longestMs && longest > longestMs * 0.95, name)
  }
})
