import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import type { Config } from '../../../src/config/schema.ts'
import { scaled } from '../bot-time.ts'
import type { AnsweredWebhook } from '../invariants.ts'
import type { HistoryResult } from '../run-history.ts'
import { createSimulatedLine } from '../simulated-line.ts'
import { type SimulatedProcess, startProcess } from '../simulated-process.ts'
import { createTrace } from '../trace.ts'
import type { EndOfProcess, RedisHistory } from './history.ts'
import { type RedisObservations, violationsOf } from './invariants.ts'
import type { Lag } from './lag.ts'
import type { RedisServer } from './server.ts'

const MINUTE_MS = 60_000
/** Longer than any history lasts. */
const HISTORY_LIMIT_MS = 3 * MINUTE_MS
/** An event is given up 50 seconds after its webhook; if nobody takes it, 15 seconds after the next one could. */
const UNFINISHED_LIMIT_MS = 90_000
const RECOVERY_LIMIT_MS = 15_000
/** Where this machine lags for longer, the bot may lose its locks, or give up a Redis that does answer. */
const HARMLESS_LAG_MS = 1_000
/** Where it lags for longer, the bot may take Redis to be silent, which it does after 3 seconds. */
const UNHEARD_LAG_MS = 2_500
/** So long a trouble waits for a request to reply. */
const NEXT_REPLY_LIMIT_MS = 3_000
/** Redis notices soon that a connection is closed. */
const CLOSED_LIMIT_MS = 5_000
const LOOK_EVERY_MS = 100

export interface RedisHistoryResult extends HistoryResult {
  /** this machine was fast enough to look at what must be in time */
  isTimely: boolean
}

/** A place for a process of the bot: one after the other lives there. */
interface Dyno {
  kind: 'web' | 'worker'
  current?: SimulatedProcess | undefined
  /** what happens to its processes, in order */
  done: Promise<void>
}

/**
 * Runs one history from its beginning to its end, and looks at what must be true. The schedule is the same each time; in
 * which order the processes and Redis meet within it is not.
 */
export async function runRedisHistory(
  original: RedisHistory,
  redis: RedisServer,
  lag: Lag
): Promise<RedisHistoryResult> {
  const history = { ...scaled(original), issuesTokens: false, tokens: [] }
  const trace = createTrace()
  const answered: AnsweredWebhook[] = []
  const stops: RedisObservations['stops'] = []
  const dynos = history.processes.map<Dyno>((kind) => ({ kind, done: Promise.resolve() }))
  const webs = dynos.filter(({ kind }) => kind === 'web')
  let processes = 0
  let webhooks = 0

  const line = createSimulatedLine(history, trace, async (events: webhook.Event[]) =>
    webs[webhooks++ % webs.length]?.current?.webhook(events)
  )
  const environment = {
    REDIS_URL: redis.path,
    WORKER_CONCURRENCY: history.concurrency,
    EVENTS_PER_SECOND: 2_000
  } satisfies Partial<Config>

  async function start(dyno: Dyno): Promise<void> {
    dyno.current = await startProcess({ number: processes++, history, environment, line, trace, answered })
  }

  async function stop(dyno: Dyno): Promise<void> {
    const stopping = dyno.current as SimulatedProcess
    const askedAt = Date.now()
    const leftInFlight = await stopping.stop()
    stops.push({ ms: Date.now() - askedAt, leftInFlight, at: askedAt })
    dyno.current = undefined
  }

  async function end(dyno: Dyno, { kind, restartsAfterMs }: EndOfProcess): Promise<void> {
    if (kind === 'stopped') await stop(dyno)
    else dyno.current?.kill()
    dyno.current = undefined
    await sleep(restartsAfterMs)
    await start(dyno)
  }

  async function schedule(each: EndOfProcess): Promise<void> {
    await sleep(each.atMs)
    const dyno = dynos[each.process] as Dyno
    dyno.done = dyno.done.then(() => end(dyno, each))
    await dyno.done
  }

  async function haveTroubles(): Promise<void> {
    for (const [i, trouble] of history.troubles.entries()) {
      await sleep(trouble.afterMs)
      if (trouble.onReply) await Promise.race([line.nextReply(), sleep(NEXT_REPLY_LIMIT_MS)])
      trace.add('redis', { ...original.troubles[i] })
      await redis.have(trouble)
      trace.add('redis', { kind: trouble.kind, isOver: true })
    }
  }

  /** Waits until the condition holds, or so long and as long as this machine lagged. */
  async function until(condition: () => unknown, limitMs: number): Promise<void> {
    const from = Date.now()
    while (!(await condition()) && Date.now() < from + limitMs + lag.total(from, Date.now()))
      await sleep(LOOK_EVERY_MS)
  }

  await Promise.all(dynos.map(start)) // the first loads the bot, which takes a while
  const startedAt = Date.now()
  line.begin()
  await Promise.all([haveTroubles(), ...history.ends.map(schedule)])
  const calmSince = Date.now()
  const isReceiving = () => dynos.some(({ current }) => current?.isReceiving())
  const isFinished = async () =>
    !line.isBusy() && !isReceiving() && (await redis.content()).unfinished === 0 && !line.isBusy()
  await until(isFinished, HISTORY_LIMIT_MS + UNFINISHED_LIMIT_MS)
  const unavailable = () => dynos.map(({ current }) => current?.unavailableReason()).find(Boolean)
  await until(() => unavailable() === undefined, RECOVERY_LIMIT_MS)
  const seen = { unavailable: unavailable(), calmSince: Math.max(calmSince, line.wellSince()) }
  await Promise.all(dynos.map(stop))
  await until(async () => (await redis.content()).connections === 0, CLOSED_LIMIT_MS)
  const content = await redis.content()

  const longestLag = lag.longest(startedAt, Date.now())
  const isTimely = longestLag <= HARMLESS_LAG_MS
  const isRedisHeard = longestLag <= UNHEARD_LAG_MS
  const all = { ...seen, history, line, trace, answered, stops, content, lag, isTimely, isRedisHeard }
  const violations = violationsOf(all)
  return { violations, trace: trace.text, isTimely }
}
