import { constants, fstatSync, openSync } from 'node:fs'
import type { Logger } from 'pino'
import sonicBoom, { type SonicBoom } from 'sonic-boom'

/** How long a line may wait for others, so that the lines of a moment are written together. */
const FLUSH_INTERVAL_MS = 50
const MIN_WRITE_BYTES = 8 * 1024
/** What is kept while standard output takes nothing: two seconds of log at full load. Later lines are dropped. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024
/** A pipe takes 64 KiB at once, so this is how fast a backlog goes to a reader that is back: 6 MB a second. */
const RETRY_AFTER_MS = 10
/** How long in all the process stands still for a standard output that takes nothing, before it exits. */
const MAX_STANDSTILL_MS = 2_000
const DROPS_REPORTED_EVERY_MS = 1_000

/**
 * Standard output for the log. Whatever becomes of it (a full disk, a reader that has stopped or gone), no call waits
 * for it: lines wait, at most 4 MiB of them, and are tried again; those beyond that are dropped, and `reportDrops` says
 * how many. Only `flushSync`, after a fatal line and when the process exits, stands still for it, two seconds at most.
 *
 * `sonic-boom` is what pino writes with. It is named here because pino's own copy is older: after an error it flushes
 * for ever, and a full disk then keeps the process from exiting.
 */
export function createStdout(): SonicBoom {
  let giveUpAt = 0
  let standstillMs = MAX_STANDSTILL_MS
  const stdout = new sonicBoom.SonicBoom({
    ...openOutput(),
    minLength: MIN_WRITE_BYTES,
    maxLength: MAX_WAITING_BYTES,
    periodicFlush: FLUSH_INTERVAL_MS,
    retryEAGAIN: () => performance.now() < giveUpAt // only while the process stands still: it sleeps before it tries
  })

  // What was not written is kept, and the next flush tries again: by the interval, and sooner when a pipe was full.
  let isRetryDue = false
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EAGAIN' || isRetryDue) return
    isRetryDue = true
    setTimeout(retry, RETRY_AFTER_MS).unref()
  })
  function retry() {
    isRetryDue = false
    stdout.flush()
  }

  const flushSync = stdout.flushSync.bind(stdout)
  stdout.flushSync = () => {
    const started = performance.now()
    giveUpAt = started + standstillMs
    try {
      flushSync()
    } catch {
      // An error while the process exits would change its exit status.
    }
    standstillMs -= performance.now() - started
    giveUpAt = 0
  }
  process.on('exit', () => stdout.flushSync())
  return stdout
}

/**
 * A descriptor of standard output whose writes do not block: one that did would keep the process from exiting, even in
 * a thread. Node sets pipes and sockets to O_NONBLOCK when `process.stdout` is made, and terminals it does not. Writes
 * that cannot block are made at once; those to a file, in a thread: on one core that takes a tenth of the throughput.
 */
function openOutput(): { fd: number; sync: boolean } {
  const { fd, isTTY } = process.stdout
  if (isTTY) {
    try {
      const flags = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY
      return { fd: openSync('/dev/stdout', flags), sync: true }
    } catch {
      return { fd, sync: false } // not a system that has it
    }
  }
  const stats = fstatSync(fd)
  return { fd, sync: stats.isFIFO() || stats.isSocket() }
}

/** Logs how many lines were dropped, as soon as there is room for that. */
export function reportDrops(stdout: SonicBoom, log: Pick<Logger, 'error'>): void {
  let dropped = 0
  let reportedAt = 0
  stdout.on('drop', () => dropped++)
  stdout.on('write', () => {
    if (dropped === 0 || performance.now() - reportedAt < DROPS_REPORTED_EVERY_MS) return
    const count = dropped
    log.error({ dropped: count }, `${count} log lines were dropped: standard output did not take them`)
    const isWritten = dropped === count
    dropped = isWritten ? 0 : count
    if (isWritten) reportedAt = performance.now()
  })
}
