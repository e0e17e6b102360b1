import { type DestinationStream, type Logger, pino } from 'pino'

export interface LogOptions {
  /** by default standard output */
  destination?: DestinationStream | undefined
  /** every line is written when the call returns: for a process that is about to exit */
  sync?: boolean
}

/**
 * The log: one JSON object a line in production; columns and colours on a terminal in development, where
 * pino-pretty is installed.
 */
export async function createLogger({ destination, sync = false }: LogOptions = {}): Promise<Logger> {
  return pino(
    {
      base: null, // Heroku and Docker say which process a line is of
      formatters: { level: (label) => ({ level: label }) }
    },
    destination ?? (await prettyStream()) ?? (sync ? pino.destination({ dest: 1, sync }) : gathered())
  )
}

/** How long a line may wait for others, in milliseconds. */
const GATHER_FOR = 20

/**
 * Standard output, to which the lines of a moment are written together: 50 writes a second at most while few are
 * written, not one for each event. What waits is written when the process exits, too.
 */
function gathered(): DestinationStream {
  const stdout = pino.destination({ dest: 1, sync: false, minLength: 8_192 })
  let isFlushDue = false
  function flush(): void {
    isFlushDue = false
    stdout.flush()
  }
  return {
    write(line) {
      stdout.write(line)
      if (isFlushDue) return
      isFlushDue = true
      setTimeout(flush, GATHER_FOR).unref()
    },
    flushSync: () => stdout.flushSync()
  } as DestinationStream
}

async function prettyStream() {
  if (!process.stdout.isTTY || process.env.NODE_ENV === 'production') return
  const pretty = await import('pino-pretty').catch(() => undefined)
  return pretty?.default({
    sync: true,
    singleLine: true,
    ignore: 'reqId,lineRequestId',
    translateTime: 'SYS:HH:MM:ss.l'
  })
}
