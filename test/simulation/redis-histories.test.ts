import t from 'tap'
import { requireRedis } from '../redis.ts'
import { simulate } from './run-simulate.ts'

requireRedis(t)

t.test('with a Redis that has every trouble, keeps its promises in many histories', async (t) => {
  const seed = String(Math.floor(Math.random() * 1e9))
  const { code, output } = await simulate(['--redis', '--histories', '100', '--seed', seed])
  t.equal(code, 0, `seed ${seed}: ${output}`)
  t.comment(output)
})
