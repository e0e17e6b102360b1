import t from 'tap'
import { MUTANTS } from './mutants.ts'
import { simulate } from './run-simulate.ts'

const HISTORIES = 10_000

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
