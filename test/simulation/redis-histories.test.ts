import t from 'tap'
import { requireRedis } from '../redis.ts'
import { REDIS_MUTANTS } from './mutants.ts'
import { simulate } from './run-simulate.ts'

requireRedis(t)

t.test('with a Redis that has every trouble, keeps its promises in many histories', async (t) => {
  const seed = String(Math.floor(Math.random() * 1e9))
  const { code, output } = await simulate({}, ['--redis', '--histories', '100', '--seed', seed])
  t.equal(code, 0, `seed ${seed}: ${output}`)
  t.comment(output)
})

t.test('the histories with Redis find each promise that is broken', async (t) => {
  t.jobs = 2
  for (const { name, breaks } of REDIS_MUTANTS) {
    t.test(breaks, async (t) => {
      const find = (speed: string) => {
        const args = ['--redis', '--as-found', '--histories', '100', '--seed', '1', '--speed', speed]
        return simulate({ MUTANT: name }, args)
      }
      let { code, output } = await find('10')
      if (code === 0) ({ code, output } = await find('3')) // this machine is too slow to see what is late
      t.match(output, /^A history fails/m) // a mutant that cannot be made says so instead
      t.equal(code, 1, output)
    })
  }
})
