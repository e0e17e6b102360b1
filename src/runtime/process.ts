import { setTimeout as sleep } from 'node:timers/promises'
import closeWithGrace from 'close-with-grace'
import type { Logger } from 'pino'
import { ConfigError } from '../config/config-error.ts'
import { DotEnvError, isDotEnvIgnored, loadDotEnv } from '../config/dot-env.ts'
import { createLogger } from './logger.ts'

const FLUSH_TIMEOUT_MS = 500

/** What a process runs: an HTTP application, or the bot without HTTP. */
interface Closable {
  close(): PromiseLike<unknown>
}

/**
 * Runs a process of the bot: creates what it runs, starts it, and closes it with grace on SIGTERM and SIGINT.
 * What keeps it from starting is logged with how to fix it; the exit status is 1 then.
 */
export async function runProcess<T extends Closable>(
  create: (log: Logger) => Promise<T>,
  start: (created: T) => Promise<unknown>
): Promise<void> {
  const log = await createLogger()
  logWarnings(log)
  logUnhandledRejections(log)
  try {
    loadDotEnv()
    const starting = create(log)
    const isClosing = closeOnSignals(starting, log)
    const app = await starting
    if (!isClosing()) await start(app)
  } catch (error) {
    refuseToStart(error, log)
  }
}

/** Node and libraries write warnings to the terminal: in the log they are JSON, like every line. */
function logWarnings(log: Logger) {
  process.removeAllListeners('warning').on('warning', ({ name, message }) => {
    // BullMQ's rate limit may be over by the time it sets a timer for its end.
    log[name === 'TimeoutNegativeWarning' ? 'debug' : 'warn']({ warning: name }, message)
  })
  console.warn = (...words) => log.warn(words.join(' '))
  console.error = (...words) => log.error(words.join(' '))
}

/** One promise that nobody awaits is no reason to leave all other events alone. */
function logUnhandledRejections(log: Logger) {
  process.on('unhandledRejection', (err) => {
    log.error({ err }, 'a promise was rejected that nothing awaits: probably a handler forgot an await')
  })
}

/** @returns whether the process has been told to stop */
function closeOnSignals(starting: Promise<Closable>, log: Logger): () => boolean {
  const signals = ['SIGTERM', 'SIGINT'] as const
  const skip = [...signals, 'unhandledRejection'] as const
  const grace = closeWithGrace({ delay: 28_000, logger: log, skip: [...skip] }, async ({ err }) => {
    if (err) log.fatal({ err }, 'stopping after an error that nothing caught')
    const app = await starting.catch(() => undefined)
    await app?.close()
    await flush(log)
  })
  // Heroku may send SIGTERM twice, and npm SIGINT: the second one changes nothing.
  let closing = false
  for (const signal of signals) {
    process.on(signal, () => {
      if (closing) return
      closing = true
      log.info(`${signal}: stopping when the events in flight are finished`)
      grace.close()
    })
  }
  return () => closing
}

/** Waits for the lines that are being written, but not for a standard output that takes none. */
async function flush(log: Logger): Promise<void> {
  const written = new Promise<void>((resolve) => log.flush(() => resolve()))
  await Promise.race([written, sleep(FLUSH_TIMEOUT_MS)])
}

/** Says everything that is wrong, one line each, and ends the process. */
function refuseToStart(error: unknown, log: Logger): never {
  log.level = 'fatal' // whatever LOG_LEVEL says
  const { code, syscall } = error as NodeJS.ErrnoException
  if (error instanceof ConfigError) {
    for (const problem of error.problems) log.fatal({ variable: problem.variable }, problem.message)
    if (isDotEnvIgnored()) log.fatal('.env was not read, because NODE_ENV is production')
  } else if (error instanceof DotEnvError) {
    log.fatal({ file: '.env' }, error.message)
  } else if (code === 'EADDRINUSE') {
    log.fatal({ variable: 'PORT', code }, 'PORT is in use: stop the program that has it, or set another PORT')
  } else if (code === 'EACCES') {
    log.fatal({ variable: 'PORT', code }, 'PORT is one that this user may not use: take one from 1024 on')
  } else if (syscall === 'listen') {
    log.fatal(
      { variable: 'HOST', code },
      'cannot listen on HOST and PORT: HOST must be an address of this machine'
    )
  } else if (syscall === 'getaddrinfo') {
    log.fatal(
      { variable: 'HOST', code },
      'HOST is no address, and has none as a name: HOST must be an address of this machine, or a name of one, without scheme or port'
    )
  } else {
    log.fatal({ err: error }, 'cannot start')
  }
  process.exit(1)
}
