import t from 'tap'
import { requireRedis } from '../redis.ts'
import { runBenchmark } from './run-benchmark.ts'

requireRedis(t)

t.test('with Redis, the bot loses no event while each of its processes is killed once', async (t) => {
  const args = ['--rate', '30', '--seconds', '1', '--steps', 'kill']
  const result = (await runBenchmark(t, 'restarts', ...args)) as Record<string, unknown>

  const { events, lost, neverAcknowledged, answeredTwice } = result
  t.same({ lost, neverAcknowledged, answeredTwice }, { lost: 0, neverAcknowledged: 0, answeredTwice: 0 })
  t.ok(Number(events) > 0)
})
