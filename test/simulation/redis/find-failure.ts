import { hash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import fastq from 'fastq'
import { type RedisHistory, redisHistory } from './history.ts'
import { watchLag } from './lag.ts'
import { runRedisHistory } from './run-history.ts'
import { createRedisServers } from './server.ts'
import { type Failure, shorten } from './shorten.ts'

export interface FindRedisFailureOptions {
  /** run first, each some times */
  regressions: { found: string; history: RedisHistory }[]
  histories: number
  seed: number
  /** the number of one history of the seed: no other one is run */
  only?: number | undefined
  /** how many run side by side */
  atOnce: number
  /** look for a shorter history that fails, too */
  isShortened: boolean
  /** called after each history with how many there have been */
  onHistory?: (count: number) => void
}

export interface RedisSimulation {
  /** what there is to know of the first history that fails, for people */
  failure: string | undefined
  /** in how many this machine was too slow to look at what must be in time */
  untimely: number
}

/** Not every run of a history is the same, nor is the machine at each moment. */
const ROUNDS_OF_REGRESSIONS = 4
/** Between two histories that begin, in milliseconds of this machine. */
const BETWEEN = 20

/** The history of a seed with this number: the same each time. */
export function redisHistoryOf(seed: number, number: number): RedisHistory {
  const ownSeed = hash('sha256', `${seed} ${number}`, 'buffer').readInt32BE()
  return fc.sample(redisHistory, { seed: ownSeed, numRuns: 1 })[0] as RedisHistory
}

/** Runs histories side by side until one fails. */
export async function findRedisFailure(options: FindRedisFailureOptions): Promise<RedisSimulation> {
  const { regressions, histories, seed, only, atOnce, isShortened, onHistory } = options
  const lag = watchLag()
  const servers = createRedisServers()
  const queue = fastq.promise(reportOf, atOnce)
  let lastBegan = Promise.resolve()
  let begun = 0
  let finished = 0
  let untimely = 0
  let failure: (Failure & { where: string }) | undefined

  /** Runs one history. Returns what happened in it when it fails, for people. */
  async function reportOf(history: RedisHistory): Promise<string | undefined> {
    lastBegan = lastBegan.then(() => sleep(BETWEEN)).then(lag.calm)
    await lastBegan
    const redis = await servers.take()
    const { violations, trace, isTimely } = await runRedisHistory(history, redis, lag)
    await servers.giveBack(redis)
    if (!isTimely) untimely++
    if (violations.length === 0) return
    return [JSON.stringify(history), ...violations.map((each) => `✗ ${each}`), trace()].join('\n')
  }

  async function run(history: RedisHistory, where: string): Promise<void> {
    const report = await queue.push(history)
    if (report) failure ??= { history, where, report }
  }

  async function runOneAfterTheOther(): Promise<void> {
    while (begun < histories && !failure) {
      const number = only ?? begun
      begun++
      await run(redisHistoryOf(seed, number), `--redis --seed ${seed} --only ${number}`)
      onHistory?.(++finished)
    }
  }

  for (let round = 0; round < ROUNDS_OF_REGRESSIONS && !failure; round++)
    await Promise.all(regressions.map(({ found, history }) => run(history, found)))
  await Promise.all(Array.from({ length: atOnce }, runOneAfterTheOther))
  if (failure && isShortened) failure = { ...failure, ...(await shorten(failure, queue.push)) }
  await servers.close()
  lag.stop()
  return { untimely, failure: failure && `A history fails (${failure.where}):\n${failure.report}` }
}
