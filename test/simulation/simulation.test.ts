import { readFileSync } from 'node:fs'
import t from 'tap'
import { MUTANTS } from './mutants.ts'
import { simulate } from './run-simulate.ts'
import { readmeWithTables } from './write-tables.ts'

const HISTORIES = 10_000

t.test('its README lists the faults that it detects', async (t) => {
  const written = readFileSync('test/simulation/README.md', 'utf8')
  t.equal(written, readmeWithTables(), 'npx node test/simulation/write-tables.ts')
})

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
