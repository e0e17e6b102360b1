import type { RedisHistory } from './history.ts'

/** A history that fails, and what happened in it. */
export interface Failure {
  history: RedisHistory
  report: string
}

/** Not every run of a history fails: in how many it is looked whether it does. */
const RUNS = 3
const MAX_ROUNDS = 12

/** Leaves out of a history that fails what it does not need to fail, as far as a few rounds can tell. */
export async function shorten(
  failure: Failure,
  failureOf: (history: RedisHistory) => Promise<string | undefined>
): Promise<Failure> {
  let shortest = failure
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const failures = await Promise.all(
      shorterOnes(shortest.history).map(async (history) => {
        const reports = await Promise.all(Array.from({ length: RUNS }, () => failureOf(history)))
        const report = reports.find((each) => each !== undefined)
        return report === undefined ? undefined : { history, report }
      })
    )
    const shorter = failures.find((each) => each !== undefined)
    if (!shorter) break
    shortest = shorter
  }
  return shortest
}

/** The history with one thing less, the largest first. */
function shorterOnes(history: RedisHistory): RedisHistory[] {
  const { events, processes, deliveries } = history
  return [
    ...without(events).map(({ rest, left: index }) => ({
      ...history,
      events: rest,
      deliveries: deliveries
        .map((each) => ({ ...each, events: renumbered(each.events, index) }))
        .filter((each) => each.events.length > 0)
    })),
    ...without(processes)
      .filter(({ left }) => left > 0) // the first takes webhooks
      .map(({ rest, left: index }) => ({
        ...history,
        processes: rest,
        ends: history.ends
          .filter(({ process }) => process !== index)
          .map((end) => ({ ...end, process: end.process > index ? end.process - 1 : end.process }))
      })),
    ...(history.outage ? [{ ...history, outage: undefined }] : []),
    ...(['troubles', 'ends', 'replies', 'deliveries', 'redeliverAfterMs'] as const).flatMap((name) =>
      without<unknown>(history[name]).map(({ rest }) => ({ ...history, [name]: rest }))
    )
  ].filter((each) => each.events.length > 0 && each.deliveries.length > 0)
}

const without = <T>(list: T[]) => list.map((_, left) => ({ rest: list.toSpliced(left, 1), left }))

/** Indexes of events, once the one at `index` is gone. */
const renumbered = (indexes: number[], index: number) =>
  indexes.filter((each) => each !== index).map((each) => (each > index ? each - 1 : each))
