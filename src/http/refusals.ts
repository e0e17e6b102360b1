import type { Logger } from 'pino'

/** How many lines a second each kind of refusal has; more than that are counted. */
const LINES_PER_WINDOW = 10
const WINDOW_MS = 1_000

/** What the log says of one refused request. Nothing in it is private. */
export interface Refusal {
  /** nothing when the connection was cut without an answer */
  statusCode?: number | undefined
  code?: string | undefined
  reason?: string | undefined
  [fact: string]: unknown
}

type Level = 'error' | 'warn' | 'info'

export interface Refusals {
  /** Logs the refusal, or counts it when there have been many of its kind within the last second. */
  add(level: Level, refusal: Refusal, message: string): void
  /** Logs what has been counted. */
  close(): void
}

interface Kind extends Pick<Refusal, 'statusCode' | 'code' | 'reason'> {
  level: Level
  refused: number
}

/**
 * The log's lines about refused requests. Anybody can cause as many of them as the network carries, so each kind
 * (status, code and reason) has ten lines a second, and then one a second that says how many more there were.
 */
export function createRefusals(log: Pick<Logger, Level>): Refusals {
  const kinds = new Map<string, Kind>()
  let timer: NodeJS.Timeout | undefined

  function add(level: Level, refusal: Refusal, message: string): void {
    const { statusCode, code, reason } = refusal
    const name = `${statusCode} ${code} ${reason}`
    const kind = kinds.get(name) ?? { level, statusCode, code, reason, refused: 0 }
    kinds.set(name, kind)
    if (++kind.refused <= LINES_PER_WINDOW) log[level](refusal, message)
    timer ??= setTimeout(summarise, WINDOW_MS).unref()
  }

  function summarise(): void {
    clearTimeout(timer)
    timer = undefined
    for (const { level, refused, ...kind } of kinds.values()) {
      const more = refused - LINES_PER_WINDOW
      if (more > 0) log[level]({ ...kind, more }, `refused ${more} more requests in the last second`)
    }
    kinds.clear()
  }

  return { add, close: summarise }
}
