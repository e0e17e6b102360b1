/**
 * Runs histories of the bot in a simulated world, each with a clock, a LINE and an end of its own, and looks after
 * each at what must be true. Prints a short history and a trace for the first that fails; the same seed finds it again.
 *
 *     npm run simulate -- --histories 1000000 [--seed 1] [--jobs 2]
 *     npm run simulate -- --redis --histories 10000
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import './hooks.ts'
import { setSpeed } from './bot-time.ts'
import { createProgress } from './progress.ts'

const HELP = `npm run simulate -- [options]

  --histories N  how many (10000; with --redis 1000)
  --seed N       another one, other histories
  --jobs N       how many processes share them (as many as cores)
  --redis        with a real Redis, in real time: needs redis-server

with --redis:
  --at-once N    how many run side by side in each process (16)
  --speed N      how many times as fast as in production the bot's time runs (10)
  --only N       only this history of the seed, which is printed where one fails; as often as --histories says
  --as-found     print the failure as it was found: look for no shorter one`

const { values } = parseArgs({
  options: {
    histories: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    jobs: { type: 'string', default: String(availableParallelism()) },
    quiet: { type: 'boolean', default: false },
    redis: { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '16' },
    speed: { type: 'string', default: '10' },
    only: { type: 'string' },
    'as-found': { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false }
  }
})
const histories = wholeNumber('histories', values.histories ?? (values.redis ? '1000' : '10000'))
const seed = wholeNumber('seed', values.seed)
const jobs = values.only ? 1 : wholeNumber('jobs', values.jobs)

if (values.help) console.log(HELP)
else if (jobs > 1) await runJobs()
else {
  const failure = await (values.redis ? runWithRedis() : run())
  if (failure) console.log(failure)
  process.exit(failure ? 1 : 0) // for a process that was killed, BullMQ may go on renewing the lock of an event that never ends
}

/** Shares the histories among processes, each with a seed of its own. Stops at the first failure. */
async function runJobs(): Promise<void> {
  console.log(`${histories} histories, seed ${seed}, ${jobs} processes`)
  const share = Math.ceil(histories / jobs)
  const children = Array.from({ length: jobs }, (_, job) => {
    const own = ['--jobs', '1', '--histories', String(share), '--seed', String(seed + job)]
    const args = [import.meta.filename, ...process.argv.slice(2), ...own, ...(job > 0 ? ['--quiet'] : [])]
    return spawn(process.execPath, args, { stdio: 'inherit' }) // of an option that comes twice, the last one counts
  })
  const failed = (code: number | null) => {
    if (code === 0) return
    process.exitCode = 1
    for (const child of children) child.kill()
  }
  await Promise.all(
    children.map(async (child) => {
      const [code] = (await once(child, 'exit')) as [number | null]
      failed(code)
    })
  )
  if (process.exitCode !== 1) console.log(`${share * jobs} histories, and everything that must be true was`)
}

async function run(): Promise<string | undefined> {
  const { findFailure, failureOf } = await import('./find-failure.ts')
  const { REGRESSIONS } = await import('./regressions.ts')
  for (const { found, history } of process.env.MUTANT ? [] : REGRESSIONS) {
    const failure = await failureOf(history, found)
    if (failure) return failure
  }
  const progress = createProgress(histories, values.quiet)
  const failure = await findFailure({ histories, seed, onHistory: progress.show })
  progress.end()
  return failure
}

async function runWithRedis(): Promise<string | undefined> {
  setSpeed(wholeNumber('speed', values.speed)) // before the bot is loaded
  console.error = () => {} // ioredis tells there of connections of processes that were killed
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1)) // ends the servers, too
  const { findRedisFailure } = await import('./redis/find-failure.ts')
  const { REDIS_REGRESSIONS } = await import('./redis/regressions.ts')
  const { MUTANT_HISTORIES } = await import('./redis/mutant-histories.ts')
  const { MUTANT } = process.env
  const forMutants = MUTANT_HISTORIES.map(({ mutant, history }) => ({ found: mutant, history }))
  const forThisMutant = forMutants.filter(({ found }) => found === MUTANT)
  const regressions = MUTANT ? Array(4).fill(forThisMutant).flat() : [...REDIS_REGRESSIONS, ...forMutants]
  const progress = createProgress(histories, values.quiet)
  const { failure, untimely } = await findRedisFailure({
    regressions: values.only ? [] : regressions,
    histories,
    seed,
    only: values.only === undefined ? undefined : wholeNumber('only', values.only),
    atOnce: wholeNumber('at-once', values['at-once']),
    isShortened: !values['as-found'],
    onHistory: progress.show
  })
  progress.end()
  if (untimely > 0)
    console.log(`${untimely} without a look at what must be in time: this machine was too slow`)
  return failure
}

function wholeNumber(option: string, value: string): number {
  if (/^\d{1,10}$/.test(value)) return Number(value)
  console.error(`--${option} takes a whole number`)
  process.exit(1)
}
