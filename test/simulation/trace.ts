import type { Result } from '../../src/inbox/outcome.ts'

/** Something that happened in the simulated world. */
export interface TraceEntry {
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
      entries.push({ ms: Date.now() - start, what, details })
    },
    outcome(line: OutcomeLine): void {
      outcomes.push(line)
      const { err, ...result } = line.result as Result & { err?: unknown }
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
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')
