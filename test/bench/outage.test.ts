import t from 'tap'
import { runBenchmark } from './run-benchmark.ts'

t.test('in memory, the bot answers each event once after LINE was down for some seconds', async (t) => {
  const args = ['--setup', 'memory', '--kind', '500,silent,refused', '--seconds', '4', '--rate', '5']
  const { rows } = (await runBenchmark(t, 'outage', ...args)) as { rows: Record<string, unknown>[] }

  t.same(
    rows.map(({ kind, lostAfter200, unanswered, answeredTwice }) => ({
      kind,
      lostAfter200,
      unanswered,
      answeredTwice
    })),
    ['500', 'silent', 'refused'].map((kind) => ({ kind, lostAfter200: 0, unanswered: 0, answeredTwice: 0 }))
  )
  t.ok(rows.every(({ events }) => Number(events) > 0))
})
