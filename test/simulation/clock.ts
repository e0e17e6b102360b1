import { AsyncResource } from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import { type Clock, install } from '@sinonjs/fake-timers'

const realSetImmediate = setImmediate

/** A clock that jumps to the next timer: an hour of a history takes as long as what happens in it. */
let clock: Clock | undefined

/** Replaces the clock and the timers of this process by simulated ones, at a fixed time, without any timers. */
export function startClock(): void {
  clock ??= installClock()
  clock.reset()
  clock.setSystemTime(START)
}

function installClock(): Clock {
  const installed = install({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance']
  })
  syncBuiltinESMExports() // node:timers/promises, too
  // What a timer does belongs to the process that set it, as with Node's own timers.
  const { setTimeout } = globalThis
  globalThis.setTimeout = ((callback: () => void, ms?: number, ...args: []) =>
    setTimeout(AsyncResource.bind(callback), ms, ...args)) as typeof setTimeout
  return installed
}
const START = Date.UTC(2026, 0, 1)

/** Has everything happen that needs no more time. */
export const settle = () => new Promise<void>((resolve) => void realSetImmediate(resolve))

/** Lets time pass, timer by timer, until the condition holds or `limitMs` have passed. */
export async function advanceUntil(condition: () => boolean, limitMs: number): Promise<void> {
  if (!clock) throw new Error('the clock has not been started')
  const end = clock.now + limitMs
  for (;;) {
    await settle()
    if (condition() || clock.countTimers() === 0 || clock.now >= end) return
    clock.next()
  }
}

export const countTimers = (): number => clock?.countTimers() ?? 0
