/** Shows how many histories there have been: in one line on a terminal, now and then in a log. */
export function createProgress(histories: number, isQuiet: boolean) {
  const startedAt = process.hrtime.bigint() // the clock may be simulated
  let shownAt = startedAt
  let loggedAt = startedAt

  return {
    show(count: number): void {
      const now = process.hrtime.bigint()
      if (isQuiet || now - shownAt < SECOND) return
      shownAt = now
      const perSecond = count / (Number(now - startedAt) / Number(SECOND))
      const line = `${count} of ${histories} histories, ${perSecond.toFixed(0)} a second`
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
      else if (now - loggedAt >= LOG_EVERY) {
        loggedAt = now
        process.stderr.write(`${line}\n`)
      }
    },
    end(): void {
      if (process.stderr.isTTY && !isQuiet) process.stderr.write('\r\x1b[K')
    }
  }
}

/** In nanoseconds. */
const SECOND = 1_000_000_000n
const LOG_EVERY = 10n * SECOND
