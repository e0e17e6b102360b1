import { hash } from 'node:crypto'
import fc from 'fast-check'
import fastq from 'fastq'
import { type RedisHistory, redisHistory } from './history.ts'
import { watchLag } from './lag.ts'
import { runRedisHistory } from './run-history.ts'
import { createRedisServers } from './server.ts'
import { type Failure, shorten } from './shorten.ts'

export interface FindRedisFailureOptions {
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

/** The history of a seed with this number: the same each time. */
export function redisHistoryOf(seed: number, number: number): RedisHistory {
  const ownSeed = hash('sha256', `${seed} ${number}`, 'buffer').readInt32BE()
  return fc.sample(redisHistory, { seed: ownSeed, numRuns: 1 })[0] as RedisHistory
}

/** Runs histories side by side until one fails. Returns what there is to know of it, for people. */
export async function findRedisFailure(options: FindRedisFailureOptions): Promise<string | undefined> {
  const { histories, seed, only, atOnce, isShortened, onHistory } = options
  const lag = watchLag()
  const servers = createRedisServers()
  const queue = fastq.promise(redisFailureOf, atOnce)
  let next = 0
  let count = 0
  let failure: (Failure & { number: number }) | undefined

  /** Runs one history. Returns what happened in it when it fails, for people. */
  async function redisFailureOf(history: RedisHistory): Promise<string | undefined> {
    const redis = await servers.take()
    const { violations, trace } = await runRedisHistory(history, redis, lag)
    await servers.giveBack(redis)
    if (violations.length === 0) return
    return [JSON.stringify(history), ...violations.map((each) => `✗ ${each}`), trace()].join('\n')
  }

  async function runOneAfterTheOther(): Promise<void> {
    while (next < histories && !failure) {
      const number = only ?? next
      next++
      const history = redisHistoryOf(seed, number)
      const report = await queue.push(history)
      onHistory?.(++count)
      if (report) failure ??= { history, number, report }
    }
  }

  await Promise.all(Array.from({ length: atOnce }, runOneAfterTheOther))
  if (failure && isShortened) failure = { ...failure, ...(await shorten(failure, queue.push)) }
  await servers.close()
  lag.stop()
  return failure && `A history fails (--redis --seed ${seed} --only ${failure.number}):\n${failure.report}`
}
