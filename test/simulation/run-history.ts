import type { webhook } from '@line/bot-sdk'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { advanceUntil, countTimers, startClock } from './clock.ts'
import type { History } from './history.ts'
import { type AnsweredWebhook, type Observations, violationsOf } from './invariants.ts'
import { createSimulatedLine } from './simulated-line.ts'
import { type SimulatedProcess, startProcess } from './simulated-process.ts'
import { createTrace } from './trace.ts'

const MINUTE_MS = 60_000
/** Longer than any history lasts. */
const HISTORY_LIMIT_MS = 70 * MINUTE_MS
/** After it, nothing may be left of a process: replies are given up after 50 seconds. */
const LEFTOVERS_LIMIT_MS = 3 * MINUTE_MS

/** What the inbox has room for when nothing is in flight. */
const CAPACITY = { events: 10_000, bytes: 32 * 1024 * 1024 }

export interface HistoryResult {
  /** what is not as it must be, in sentences */
  violations: string[]
  /** what happened, a line each; written when it is asked for */
  trace: () => string
}

/** Runs one history from its beginning to its end, and looks at what must be true. The same history runs the same way each time. */
export async function runHistory(history: History): Promise<HistoryResult> {
  startClock()
  const generator = xoroshiro128plus(history.seed)
  Math.random = () => uniformFloat64(generator)
  const trace = createTrace()
  const answered: AnsweredWebhook[] = []
  const stops: Observations['stops'] = []
  let current: SimulatedProcess | undefined
  let stopping: SimulatedProcess | undefined
  let processes = 0
  let endsToCome = history.ends.length

  const line = createSimulatedLine(history, trace, async (events: webhook.Event[]) =>
    current?.webhook(events)
  )
  const start = async () => {
    current = await startProcess({ number: processes++, history, line, trace, answered })
  }

  async function end({ kind, restartsAfterMs }: History['ends'][number]): Promise<void> {
    const ending = current
    if (ending && kind === 'killed') {
      current = undefined
      ending.kill()
    } else if (ending && ending !== stopping) await stop(ending) // a second SIGTERM changes nothing
    setTimeout(async () => {
      await current // another end may have come first
      if (!current) await start()
      endsToCome--
    }, restartsAfterMs)
  }

  async function stop(ending: SimulatedProcess): Promise<void> {
    stopping = ending
    const startedAt = Date.now()
    const leftInFlight = await ending.stop()
    stops.push({ ms: Date.now() - startedAt, leftInFlight })
    if (current === ending) current = undefined
  }

  line.begin()
  await start()
  for (const each of history.ends) setTimeout(end, each.atMs, each)
  // What is in flight, or in hand behind its 200, ends by itself, or is given up; LINE may have more to send then.
  const isIdle = () => current?.unavailableReason(CAPACITY.events, CAPACITY.bytes) === undefined
  await advanceUntil(() => !line.isBusy() && endsToCome === 0 && isIdle(), HISTORY_LIMIT_MS)
  const unavailable = current?.unavailableReason(CAPACITY.events, CAPACITY.bytes)
  let isStopped = current === undefined
  if (current) {
    void stop(current).then(() => {
      isStopped = true
    })
  }
  await advanceUntil(() => isStopped, HISTORY_LIMIT_MS)
  if (!isStopped) stops.push({ ms: HISTORY_LIMIT_MS, leftInFlight: Number.NaN })
  await advanceUntil(() => countTimers() === 0, LEFTOVERS_LIMIT_MS)
  await advanceUntil(() => !line.isBusy(), HISTORY_LIMIT_MS) // a button that LINE accepted late has taps to come

  const seen = { line, trace, answered, stops, unavailable, timersLeft: countTimers() }
  return { violations: violationsOf(seen), trace: trace.text }
}
