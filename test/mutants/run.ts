/**
 * Mutation testing: makes each fault of the table in a copy of the project, and runs the tests that should find it.
 * Reports the faults that survive. The exit status is 1 when too many do, or when one can no longer be made.
 *
 * StrykerJS would make about 9,000 mutants of these 19,000 lines, and start each file of tests that covers one as a process
 * of its own: tests through HTTP cover most of `src`, so that a night is too short, and its command runner would run all
 * tests for each. A table names what matters, with the few seconds of tests that must notice.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { isDeleted, type Mutant, mutated } from './mutant.ts'
import { MUTANTS } from './table.ts'

const USAGE = `npm run test:mutants
npm run test:mutants -- --jobs 2 --only src/line

  --jobs N     how many faults are tried at once; by default one for each core
  --only TEXT  only the faults in files whose path has this text
  --unchecked  does not run the tests without a fault first`

const MIN_CAUGHT = 0.9
/** A fault may make its tests wait for ever. */
const TIMEOUT_MS = 300_000
const NOT_COPIED = ['node_modules', '.git', '.tap', 'bench']

type Result = 'caught' | 'survived'

const running = new Set<ChildProcess>()

const { values } = parseArgs({
  options: {
    jobs: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string', default: '' },
    unchecked: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) console.log(USAGE)
else
  process.exitCode = await run(
    MUTANTS.filter((mutant) => mutant.file.includes(values.only) && !isDeleted(mutant))
  )

async function run(mutants: Mutant[]): Promise<number> {
  if (mutants.length === 0) {
    console.error(`No fault is in a file whose path has "${values.only}": see test/mutants.`)
    return 1
  }
  for (const mutant of mutants) mutated(mutant) // throws now, and not after an hour
  const folders = Array.from({ length: Number(values.jobs) }, copyProject)
  cleanUpAtExit(folders)
  const failing = values.unchecked ? [] : await failingTests(mutants, folders)
  for (const test of failing) console.log(`${test} fails without a fault: its faults are left out`)
  const judged = mutants.filter(({ tests }) => !tests.some((test) => failing.includes(test)))
  return Math.max(report(await tryAll(judged, folders)), failing.length > 0 ? 1 : 0)
}

/** Leaves neither copies nor tests that run, also after Ctrl-C. */
function cleanUpAtExit(folders: string[]): void {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1))
  process.once('exit', () => {
    for (const child of running) end(child)
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })
}

/** Has each folder take one after the other until none is left. */
async function shareOut<T>(queue: T[], folders: string[], work: (one: T, folder: string) => Promise<void>) {
  const rest = queue.values()
  await Promise.all(
    folders.map(async (folder) => {
      for (const one of rest) await work(one, folder)
    })
  )
}

/** The files of tests that fail without a fault, twice. */
async function failingTests(mutants: Mutant[], folders: string[]): Promise<string[]> {
  const tests = [...new Set(mutants.flatMap(({ tests }) => tests))]
  console.log(`${tests.length} files of tests without a fault`)
  const failing: string[] = []
  await shareOut(tests, folders, async (test, folder) => {
    const isGood = (await passes(test, folder)) || (await passes(test, folder))
    if (!isGood) failing.push(test)
  })
  return failing
}

async function tryAll(mutants: Mutant[], folders: string[]): Promise<Map<Mutant, Result>> {
  console.log(`${mutants.length} faults`)
  const results = new Map<Mutant, Result>()
  await shareOut(mutants, folders, async (mutant, folder) => {
    const result = await tryMutant(mutant, folder)
    results.set(mutant, result)
    console.log(`${results.size}/${mutants.length} ${result.padEnd(8)} ${nameOf(mutant)}`)
  })
  return results
}

/** A copy of the project with the packages of the original, in which faults can be made. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'))
  cpSync('.', folder, { recursive: true, filter: (source) => !NOT_COPIED.includes(basename(source)) })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  return folder
}

async function tryMutant(mutant: Mutant, folder: string): Promise<Result> {
  const file = join(folder, mutant.file)
  const original = readFileSync(file)
  if (!mutant.environment) writeFileSync(file, mutated(mutant, folder))
  try {
    for (const test of mutant.tests) if (!(await passes(test, folder, mutant.environment))) return 'caught'
    return 'survived'
  } finally {
    writeFileSync(file, original)
  }
}

/** Runs one file of tests, up to its first failure. */
function passes(test: string, folder: string, environment: object = {}): Promise<boolean> {
  const env = { ...process.env, TAP_BAIL: '1', ...environment }
  const child = spawn(process.execPath, test.split(' '), {
    cwd: folder,
    env,
    detached: true,
    stdio: 'ignore'
  })
  running.add(child)
  const timer = setTimeout(end, TIMEOUT_MS, child)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (status) => {
      clearTimeout(timer)
      running.delete(child)
      end(child)
      resolve(status === 0)
    })
  })
}

/** Kills a process with the programs that its tests have started. */
function end({ pid }: ChildProcess): void {
  try {
    process.kill(-(pid as number), 'SIGKILL')
  } catch {} // all have ended
}

function nameOf({ file, find, replace, environment }: Mutant): string {
  if (environment) return `${file}: ${environment.MUTANT}`
  return `${file}: ${JSON.stringify(find)} -> ${JSON.stringify(replace)}`
}

function report(results: Map<Mutant, Result>): number {
  const all = [...results]
  const survived = all.filter(([, result]) => result === 'survived').map(([mutant]) => mutant)
  for (const mutant of survived)
    console.log(`survived: ${nameOf(mutant)}: ${mutant.why ?? 'no reason is given'}`)
  console.table(
    Object.fromEntries(
      Object.entries(Object.groupBy(all, ([{ file }]) => file.split('/').slice(0, -1).join('/'))).map(
        ([folder, those = []]) => [
          folder,
          { faults: those.length, caught: those.filter(([, result]) => result === 'caught').length }
        ]
      )
    )
  )
  const share = 1 - survived.length / all.length
  console.log(`${all.length - survived.length} of ${all.length} caught (${(share * 100).toFixed(1)} %)`)
  return share < MIN_CAUGHT ? 1 : 0
}
