import { setTimeout as sleep } from 'node:timers/promises'
import { type DestinationStream, type Logger, pino } from 'pino'

const CLOSE_TIMEOUT_MS = 5_000

export interface ProcessLog {
  log: Logger
  /**
   * Flushes the buffered lines and closes the log; do not log afterwards. Gives up when stdout has accepted nothing for
   * 2 s, and after 5 s in any case, so that the process can exit.
   */
  close(): Promise<void>
}

/**
 * Opens the log of this process on stdout: one JSON object per line in production; coloured text on a terminal in
 * development, where pino-pretty is installed.
 */
export async function openLog(): Promise<ProcessLog> {
  const isDevelopment = process.stdout.isTTY && process.env.NODE_ENV !== 'production'
  const pretty = isDevelopment && (await import('pino-pretty').catch(() => undefined))
  if (!pretty) return openJsonLog()
  const terminal = pretty.default({
    sync: true,
    singleLine: true,
    ignore: 'reqId,lineRequestId',
    translateTime: 'SYS:HH:MM:ss.l'
  })
  return { log: createLogger(terminal), async close() {} }
}

/** Creates a logger that writes one JSON object per line to `destination`. */
export function createLogger(destination: DestinationStream): Logger {
  return pino(
    {
      base: null, // Heroku and Docker add the process name to each line
      redact: { paths: ['err.rawPacket'], remove: true }, // the bytes of a malformed request
      formatters: { level: (level) => ({ level }) }
    },
    destination
  )
}

/**
 * Logging never waits for stdout, because lines are buffered and written asynchronously. After an error (a full disk, a
 * pipe without a reader) they stay in the buffer until the next write or flush retries.
 */
function openJsonLog(): ProcessLog {
  const stdout = pino.destination({
    sync: false,
    minLength: 12 * 1024, // larger chunks cost more CPU time per line, smaller ones cost more writes
    maxLength: 4 * 1024 * 1024, // 2 s of log at full load; lines beyond it are dropped
    periodicFlush: 50, // ms
    maxWriteRetries: 20 // to a full pipe, 100 ms apart; by default unlimited, which blocks the process on a fatal line
  })
  const log = createLogger(stdout)
  let dropped = 0
  stdout.on('error', () => {}) // without a listener, an error would crash the process
  stdout.on('drop', () => dropped++)
  stdout.on('drain', reportDrops)

  function reportDrops() {
    if (dropped === 0) return
    log.error({ dropped }, `${dropped} log lines were dropped because stdout did not accept them`)
    dropped = 0
  }

  async function close() {
    reportDrops()
    const flushed = new Promise((resolve) => stdout.flush(resolve))
    await Promise.race([flushed, sleep(CLOSE_TIMEOUT_MS)])
    stdout.destroy()
  }
  return { log, close }
}
