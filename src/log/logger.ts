import { setTimeout as sleep } from 'node:timers/promises'
import { type DestinationStream, type Logger, pino } from 'pino'

const CLOSE_TIMEOUT_MS = 5_000

export interface ProcessLog {
  log: Logger
  /**
   * Writes the lines that still wait and closes the log; nothing may be logged afterwards. Gives up when stdout has
   * accepted nothing for 2 s, and after 5 s in any case, so that the process can exit.
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
      base: null, // Heroku and Docker name the process of each line
      redact: { paths: ['err.rawPacket'], remove: true }, // the bytes of a malformed request
      formatters: { level: (level) => ({ level }) }
    },
    destination
  )
}

/**
 * No call waits for stdout: lines are buffered and written in a thread. After an error (a full disk, a pipe that nobody
 * reads) they stay in the buffer, and the next write or flush retries.
 */
function openJsonLog(): ProcessLog {
  const stdout = pino.destination({
    sync: false,
    minLength: 12 * 1024, // a larger piece costs more CPU time per line, a smaller one more writes
    maxLength: 4 * 1024 * 1024, // 2 s of log at full load; lines beyond it are dropped
    periodicFlush: 50, // ms
    maxWriteRetries: 20 // to a full pipe, 100 ms apart: for ever by default, and a fatal line waits for them
  })
  const log = createLogger(stdout)
  let dropped = 0
  stdout.on('error', () => {}) // without a listener it would end the process
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
