import type { Result } from '../../src/inbox/outcome.ts'
import { speed } from './bot-time.ts'

/** Something that happened in the simulated world. */
export interface TraceEntry {
  /** since the history began, as the bot's time goes */
  ms: number
  what: string
  details: Record<string, unknown>
}

/** A line of a bot's log that tells the outcome of an event. */
export interface OutcomeLine {
  /** which process wrote it, from 0 */
  process: number
  webhookEventId: string
  result: Result
  /** in milliseconds since the epoch */
  at: number
}

/** Everything that happened in one history, in its order. */
export function createTrace() {
  const start = Date.now()
  const entries: TraceEntry[] = []
  const outcomes: OutcomeLine[] = []
  return {
    entries,
    outcomes,
    add(what: string, details: Record<string, unknown> = {}): void {
      entries.push({ ms: (Date.now() - start) * speed(), what, details })
    },
    outcome(line: Omit<OutcomeLine, 'at'>): void {
      outcomes.push({ ...line, at: Date.now() })
      const { err, reqId, webhookEventId, ...result } = line.result as Result & Record<string, unknown>
      this.add('outcome', {
        process: line.process,
        id: line.webhookEventId,
        ...result,
        ...(err !== undefined && { err: String(err) })
      })
    },
    /** A line for each thing that happened, for people. */
    text: (): string =>
      entries
        .map(({ ms, what, details }) => `${String(ms).padStart(8)} ms  ${what.padEnd(9)} ${words(details)}`)
        .join('\n')
  }
}

export type Trace = ReturnType<typeof createTrace>

const words = (details: Record<string, unknown>) =>
  Object.entries(details)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
