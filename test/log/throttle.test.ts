import FakeTimers from '@sinonjs/fake-timers'
import t, { type Test } from 'tap'
import { createThrottledLog } from '../../src/log/throttle.ts'

function start(t: Test, lines: number) {
  const clock = FakeTimers.install()
  t.teardown(() => clock.uninstall())
  const written: unknown[] = []
  const write = (level: string) => (details: object, message: string) =>
    written.push([level, details, message])
  const log = { error: write('error'), warn: write('warn'), info: write('info') }
  return { clock, written, throttled: createThrottledLog(log, { lines, windowMs: 10_000 }) }
}

t.test('writes the first lines of a kind, and counts the others until the window ends', async (t) => {
  const { clock, written, throttled } = start(t, 2)
  const results = [1, 2, 3, 4].map((n) => throttled.write('warn', { code: 'A' }, { n }, 'failed'))
  t.same(results, [true, true, false, false])
  t.equal(throttled.write('error', { code: 'B' }, {}, 'another kind'), true)
  clock.tick(9_999)
  const first = [
    ['warn', { code: 'A', n: 1 }, 'failed'],
    ['warn', { code: 'A', n: 2 }, 'failed'],
    ['error', { code: 'B' }, 'another kind']
  ]
  t.same(written, first)
  clock.tick(1)
  const summary = ['warn', { code: 'A', more: 2 }, '2 more like this in the last 10 s']
  t.same(written, [...first, summary])
  throttled.write('warn', { code: 'A' }, { n: 5 }, 'failed')
  t.same(written.at(-1), ['warn', { code: 'A', n: 5 }, 'failed'], 'a new window has lines of its own')
})

t.test('logs the counts when it is flushed, once', async (t) => {
  const { clock, written, throttled } = start(t, 1)
  for (let i = 0; i < 3; i++) throttled.write('info', { statusCode: 404 }, {}, 'no such page')
  throttled.flush()
  throttled.flush()
  clock.tick(20_000)
  t.same(written, [
    ['info', { statusCode: 404 }, 'no such page'],
    ['info', { statusCode: 404, more: 2 }, '2 more like this in the last 10 s']
  ])
  t.equal(clock.countTimers(), 0)
})

t.test('what differs by its kind alone is counted apart', async (t) => {
  const { written, throttled } = start(t, 1)
  for (const statusCode of [403, 503, 403]) throttled.write('warn', { statusCode }, {}, 'refused')
  t.same(written, [
    ['warn', { statusCode: 403 }, 'refused'],
    ['warn', { statusCode: 503 }, 'refused']
  ])
})
