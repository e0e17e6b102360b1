import t from 'tap'
import { requireRedis } from '../redis.ts'
import { simulate } from './run-simulate.ts'

requireRedis(t)

t.test('with a Redis that has every trouble, keeps its promises in many histories', async (t) => {
  const { code, output } = await simulate(['--redis', '--histories', '100', '--seed', '20261201'])
  t.equal(code, 0, output)
  t.comment(output)
})
