import { channel } from 'node:diagnostics_channel'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import { ConfigError } from '../config/config-error.ts'
import { isDotEnvIgnored, loadDotEnv } from '../config/dot-env.ts'
import { openLog, type ProcessLog } from '../log/logger.ts'
import { PROCESS_ID } from '../log/process-id.ts'

/** Heroku kills a process 30 s after SIGTERM; closing the log may take 5 s. */
const SHUTDOWN_TIMEOUT_MS = 25_000
/** How long the exit waits for subscribers of `exitChannel`. */
const EXIT_WORK_TIMEOUT_MS = 2_000
/** Published when all events are finished. A subscriber, e.g. a trace exporter, adds promises to the array it receives. */
const exitChannel = channel('line-echobot.exit')

/** An HTTP application, or the bot without HTTP. */
interface Closable {
  /** Signals load balancers to send requests elsewhere, and resolves when they have had time to notice. */
  retire?(): Promise<void>
  close(): PromiseLike<unknown>
}

/**
 * Runs a process of the bot: creates its application, starts it, and closes it on SIGTERM (after it has retired), on SIGINT
 * (Ctrl-C, immediately) or after an uncaught exception. A failure to start is logged with its remedy. Exits with status 0
 * after a signal, otherwise 1.
 *
 * @param name identifies the log lines of this process if others may write to the same log, e.g. `web`
 */
export async function runProcess<T extends Closable>(
  name: string,
  create: (log: Logger) => Promise<T>,
  start: (app: T) => Promise<void> = async () => {}
): Promise<void> {
  const processLog = await openLog()
  const { log } = processLog
  logWarnings(log)
  const creating = Promise.try(() => {
    loadDotEnv()
    if (process.env.REDIS_URL?.trim()) log.setBindings({ process: `${name}-${PROCESS_ID}` })
    return create(log)
  })
  const { shutDown, isShuttingDown } = shutDownWhenNeeded(creating, processLog)
  try {
    const app = await creating
    if (!isShuttingDown()) await start(app)
  } catch (error) {
    if (isShuttingDown()) return // closing an application makes its start fail
    process.exitCode = 1
    logStartFailure(error, log)
    await shutDown() // with Redis, it may already be handling events
  }
}

/** Node and libraries print warnings as text. This logs them as JSON, like every other line. */
function logWarnings(log: Logger) {
  process.removeAllListeners('warning').on('warning', ({ name, message }) => {
    // BullMQ's rate limit may have expired before BullMQ sets the timer for it. That is harmless.
    log[name === 'TimeoutNegativeWarning' ? 'debug' : 'warn']({ warning: name }, message)
  })
  console.warn = (...words) => log.warn(words.join(' '))
  console.error = (...words) => log.error(words.join(' '))
}

/** Shuts down on a signal, after an uncaught exception, or when the returned function is called. */
function shutDownWhenNeeded(creating: Promise<Closable>, processLog: ProcessLog) {
  const { log } = processLog
  let isShuttingDown = false

  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      if (isShuttingDown) return // Heroku may send SIGTERM twice, and npm SIGINT
      log.info(`${signal}: finishing events in flight, then stopping`)
      shutDown({ isGraceful: signal === 'SIGTERM' })
    })
  }
  process.on('uncaughtException', (err) => {
    fail(err, 'uncaught exception: finishing events in flight, then stopping')
    if (!isShuttingDown) shutDown()
  })
  // An unhandled rejection must not take the other events down with it.
  process.on('unhandledRejection', (err) => {
    log.error({ err }, 'unhandled promise rejection: a handler probably forgot an await')
  })

  async function shutDown({ isGraceful = false } = {}) {
    isShuttingDown = true
    setTimeout(giveUp, SHUTDOWN_TIMEOUT_MS).unref()
    const app = await creating.catch(() => undefined)
    if (isGraceful) await app?.retire?.()
    await Promise.try(() => app?.close()).catch((err) => fail(err, 'cannot shut down'))
    await exit(processLog)
  }
  function giveUp() {
    fail(undefined, `not shut down after ${SHUTDOWN_TIMEOUT_MS / 1_000} s: exiting with events in flight`)
    exit(processLog)
  }
  function fail(err: unknown, message: string) {
    process.exitCode = 1
    log.fatal({ err }, message)
  }
  return { shutDown, isShuttingDown: () => isShuttingDown }
}

/** Logs why the process cannot start, one line per problem. */
function logStartFailure(error: unknown, log: Logger) {
  log.level = 'fatal' // at any LOG_LEVEL
  const { code, syscall } = error as NodeJS.ErrnoException
  if (error instanceof ConfigError) {
    for (const { variable, message } of error.problems) log.fatal({ variable }, message)
    if (isDotEnvIgnored()) log.fatal('.env was not read, because NODE_ENV is production')
  } else if (syscall === 'listen' && code === 'EADDRINUSE') {
    log.fatal(
      { variable: 'PORT', code },
      'PORT is in use: stop the program that uses it, or set another PORT'
    )
  } else if (syscall === 'listen' && code === 'EACCES') {
    log.fatal({ variable: 'PORT', code }, 'no permission to listen on PORT: use 1024 or above')
  } else if (syscall === 'listen') {
    log.fatal({ variable: 'HOST', code }, 'cannot listen on HOST: use an address of this machine')
  } else if (syscall === 'getaddrinfo') {
    const message = 'HOST cannot be resolved: use an address of this machine, without scheme or port'
    log.fatal({ variable: 'HOST', code }, message)
  } else {
    log.fatal({ err: error }, 'cannot start')
  }
}

async function exit({ close }: ProcessLog): Promise<never> {
  const work: PromiseLike<unknown>[] = []
  exitChannel.publish(work)
  await Promise.race([Promise.allSettled(work), sleep(EXIT_WORK_TIMEOUT_MS)])
  await close()
  process.exit()
}
