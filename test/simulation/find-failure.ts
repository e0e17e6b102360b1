import fc from 'fast-check'
import { type History, history } from './history.ts'
import { runHistory } from './run-history.ts'

export interface FindFailureOptions {
  histories: number
  seed: number
  /** called after each history with how many there have been */
  onHistory?: (count: number) => void
}

/** Runs histories until one fails, and finds a short one that fails as well. Returns what there is to know of it, for people. */
export async function findFailure({
  histories,
  seed,
  onHistory
}: FindFailureOptions): Promise<string | undefined> {
  let count = 0
  const property = fc.asyncProperty(history, async (each) => {
    const { violations } = await runHistory(each)
    onHistory?.(++count)
    return violations.length === 0
  })
  const { counterexample, counterexamplePath } = await fc.check(property, { numRuns: histories, seed })
  return counterexample === null
    ? undefined
    : failureOf(counterexample[0], `seed ${seed}, path ${counterexamplePath}`)
}

/** Runs one history. Returns what happened in it when it fails, for people. */
export async function failureOf(history: History, where: string): Promise<string | undefined> {
  const { violations, trace } = await runHistory(history)
  if (violations.length === 0) return
  const broken = violations.map((each) => `✗ ${each}`)
  return [`A history fails (${where}):`, JSON.stringify(history), ...broken, trace()].join('\n')
}
