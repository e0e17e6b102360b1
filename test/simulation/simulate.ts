/**
 * Runs histories of the bot in a simulated world, each with a clock, a LINE and an end of its own, and looks after
 * each at what must be true. Prints a short history and a trace for the first that fails; the same seed finds it again.
 *
 *     npm run simulate -- --histories 1000000 [--seed 1] [--jobs 2]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import './hooks.ts'
import { REGRESSIONS } from './regressions.ts'

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    jobs: { type: 'string', default: String(availableParallelism()) },
    quiet: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false }
  }
})
const [histories, seed, jobs] = [values.histories, values.seed, values.jobs].map((value) => {
  if (!/^\d{1,10}$/.test(value)) fail('--histories, --seed and --jobs take whole numbers')
  return Number(value)
}) as [number, number, number]

if (values.help) console.log('npm run simulate -- [--histories 10000] [--seed N] [--jobs N]')
else if (jobs > 1) await runJobs()
else await run()

/** Shares the histories among processes, each with a seed of its own. Stops at the first failure. */
async function runJobs(): Promise<void> {
  console.log(`${histories} histories, seed ${seed}, ${jobs} processes`)
  const share = Math.ceil(histories / jobs)
  const children = Array.from({ length: jobs }, (_, job) =>
    spawn(
      process.execPath,
      [
        import.meta.filename,
        '--jobs',
        '1',
        '--histories',
        String(share),
        '--seed',
        String(seed + job),
        ...(job > 0 ? ['--quiet'] : [])
      ],
      { stdio: 'inherit' }
    )
  )
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

async function run(): Promise<void> {
  const { findFailure, failureOf } = await import('./find-failure.ts')
  for (const { found, history } of process.env.MUTANT ? [] : REGRESSIONS) {
    const failure = await failureOf(history, found)
    if (failure) {
      console.log(failure)
      process.exitCode = 1
      return
    }
  }
  const startedAt = process.hrtime.bigint()
  let shownAt = startedAt
  const failure = await findFailure({
    histories,
    seed,
    onHistory(count) {
      const now = process.hrtime.bigint()
      if (values.quiet || now - shownAt < 1_000_000_000n) return
      shownAt = now
      const perSecond = count / (Number(now - startedAt) / 1e9)
      const line = `${count} of ${histories} histories, ${perSecond.toFixed(0)} a second`
      if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`)
      else if (count % 100_000 < perSecond) process.stderr.write(`${line}\n`)
    }
  })
  if (process.stderr.isTTY && !values.quiet) process.stderr.write('\r\x1b[K')
  if (!failure) return
  console.log(failure)
  process.exitCode = 1
}

function fail(message: string): never {
  console.error(message)
  process.exit(1)
}
