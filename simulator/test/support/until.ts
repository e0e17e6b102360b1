import { setTimeout as sleep } from 'node:timers/promises'

/**
 * No wait of a test is longer, in milliseconds, unless something hangs: every test must pass on a machine that is slow,
 * or busy with other programs. Not for a time limit of the bot's.
 */
export const HANG_LIMIT_MS = 120_000

/**
 * Waits until the condition holds, which is checked every few milliseconds. Throws when it does not hold in time, or
 * when one check takes that long.
 */
export async function until(condition: () => unknown, limitMs = HANG_LIMIT_MS): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await inTime(condition, end - performance.now()))) {
    if (performance.now() > end) throw new Error(`not so after ${limitMs} ms: ${condition}`)
    await sleep(5)
  }
}

async function inTime(condition: () => unknown, limitMs: number): Promise<unknown> {
  const checked = condition()
  if (!(checked instanceof Promise)) return checked
  const timer = new AbortController()
  const late = sleep(limitMs, false, { signal: timer.signal }).catch(() => false)
  return Promise.race([checked, late]).finally(() => timer.abort())
}
