import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { uncovered } from '../helper.ts'
import { MUTANTS } from './mutants.ts'

const HISTORIES = 10_000

/** Runs histories in a process of their own, whose clock is simulated. */
async function simulate(environment: Record<string, string>, args: string[]) {
  const child = spawn(process.execPath, ['test/simulation/simulate.ts', '--jobs', '1', '--quiet', ...args], {
    env: { ...uncovered(process.env), ...environment }
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}

t.test('keeps its promises in thousands of histories', async (t) => {
  const seed = String(Math.floor(Math.random() * 1e9))
  const { code, output } = await simulate({}, ['--histories', '3000', '--seed', seed])
  t.equal(code, 0, `seed ${seed}: ${output}`)
})

t.test('the simulation finds each promise that is broken', async (t) => {
  t.jobs = 2
  for (const { name, breaks } of MUTANTS) {
    t.test(breaks, async (t) => {
      const { code, output } = await simulate({ MUTANT: name }, [
        '--histories',
        String(HISTORIES),
        '--seed',
        '1'
      ])
      t.equal(code, 1, output)
      t.match(output, /A history fails/)
    })
  }
})
