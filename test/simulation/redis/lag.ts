import { setTimeout as sleep } from 'node:timers/promises'

/** In milliseconds of this machine, whatever the speed of the bot's time. */
const LOOK_EVERY = 10
const RECENT = 300
const TOO_MUCH = 30
/** A machine that other programs keep busy never becomes calm. */
const CALM_WITHIN = 1_000
/** So little is not noticed. */
const UNSEEN = 2 * LOOK_EVERY
const KEEP = 5 * 60 * 1_000

/** Knows how late this process's timers were: many histories run in it at once, beside whatever else the machine does. */
export function watchLag() {
  const lags: { at: number; lagMs: number }[] = []
  let expectedAt = Date.now() + LOOK_EVERY
  const timer = setInterval(() => {
    const now = Date.now()
    if (now - expectedAt > LOOK_EVERY) lags.push({ at: now, lagMs: now - expectedAt })
    while (lags[0] && lags[0].at < now - KEEP) lags.shift()
    expectedAt = now + LOOK_EVERY
  }, LOOK_EVERY)

  const between = (from: number, to: number) =>
    lags.filter(({ at, lagMs }) => at >= from && at - lagMs <= to).map(({ lagMs }) => lagMs)

  return {
    /** The longest between two moments, in milliseconds. */
    longest: (from: number, to: number): number => Math.max(0, ...between(from, to)),
    /** All of it between two moments, in milliseconds: what takes several turns is late by each of them. */
    total: (from: number, to: number): number =>
      between(from, to).reduce((sum, lagMs) => sum + lagMs, UNSEEN),
    /** Waits for a while until there is less of it, so that no more is begun than the machine can do. */
    async calm(): Promise<void> {
      const end = Date.now() + CALM_WITHIN
      while (Math.max(0, ...between(Date.now() - RECENT, Date.now())) > TOO_MUCH && Date.now() < end)
        await sleep(LOOK_EVERY)
    },
    stop: () => clearInterval(timer)
  }
}

export type Lag = ReturnType<typeof watchLag>
