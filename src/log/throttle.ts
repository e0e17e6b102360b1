/** The logger methods used here, which pino and Fastify have. */
export type Log = Record<'error' | 'warn' | 'info' | 'debug', (details: object, message: string) => void>

type Level = 'error' | 'warn' | 'info'

export interface ThrottleOptions {
  /** how many lines of each kind are written per window */
  lines: number
  windowMs: number
}

/** Lines with equal values are of the same kind, e.g. `{ statusCode: 404 }`. */
export type Kind = Record<string, string | number | undefined>

/**
 * Creates a log that stays readable when something happens often: it writes the first lines of each kind in a window, and
 * at the end of the window one line with the number of lines left out (`more`).
 *
 * @example
 *     const throttled = createThrottledLog(log, { lines: 10, windowMs: 1_000 })
 *     throttled.write('warn', { statusCode: 403 }, { path: '/' }, 'refused: not signed by LINE')
 */
export function createThrottledLog(log: Pick<Log, Level>, options: ThrottleOptions) {
  const { lines, windowMs } = options
  /** open windows, by the kind of line; `end` logs how many lines were left out */
  const windows = new Map<string, { count: number; end(): void }>()

  function open(key: string, level: Level, kind: Kind) {
    const timer = setTimeout(end, windowMs).unref()
    const window = { count: 0, end }
    windows.set(key, window)
    return window

    function end(): void {
      clearTimeout(timer)
      windows.delete(key)
      const more = window.count - lines
      if (more > 0) log[level]({ ...kind, more }, `${more} more like this in the last ${windowMs / 1_000} s`)
    }
  }

  return {
    /** Logs `kind` and `details`, or counts the line. Returns whether it was written. */
    write(level: Level, kind: Kind, details: object, message: string): boolean {
      const key = JSON.stringify(kind)
      const window = windows.get(key) ?? open(key, level, kind)
      if (++window.count > lines) return false
      log[level]({ ...kind, ...details }, message)
      return true
    },

    /** Logs the numbers of lines left out so far. Call it before the process exits. */
    flush(): void {
      for (const window of [...windows.values()]) window.end()
    }
  }
}

export type ThrottledLog = ReturnType<typeof createThrottledLog>
