import t from 'tap'
import { createEventLog } from '../../src/inbox/event-log.ts'
import { identify } from '../../src/inbox/identify.ts'
import type { Result } from '../../src/inbox/outcome.ts'
import { captureLog, textEvent } from '../helper.ts'

const DELIVERY = { reqId: 'req-1', receivedAt: Date.now(), bytes: 300 }

/** How often each line was written, after 30 events with the same result. */
async function linesOf(result: Result, level = 'info') {
  const { log, records } = await captureLog()
  log.level = level
  const eventLog = createEventLog(log)
  for (let i = 0; i < 30; i++) eventLog.write(identify(textEvent('hello')), result, DELIVERY)
  eventLog.flush()
  return Object.entries(Object.groupBy(records, ({ msg }) => msg)).map(([msg, lines]) => [msg, lines?.length])
}

t.test('after an outage of LINE, the log has not a line for every duplicate', async (t) => {
  t.same(await linesOf({ outcome: 'duplicate' }), [
    ['duplicate', 10],
    ['20 more like this in the last 10 s', 1]
  ])
})

t.test('during an outage of LINE, the log has not a line for every event that is postponed', async (t) => {
  const outage = { reason: 'line-unavailable', mayHaveBeenDelivered: false, tries: 1 } as const
  const lines = await linesOf({ outcome: 'postponed', ...outage })
  t.same(
    lines.map(([, count]) => count),
    [10, 1]
  )
})

t.test('at the level debug, every event has a line', async (t) => {
  t.same(await linesOf({ outcome: 'duplicate' }, 'debug'), [['duplicate', 30]])
})

t.test('what went wrong with an event always has a line', async (t) => {
  const failures: Result[] = [
    { outcome: 'failed', reason: 'line-unavailable', mayHaveBeenDelivered: false, tries: 1 },
    { outcome: 'postponed', reason: 'handler', err: new Error('test') },
    { outcome: 'rejected', status: 400, tries: 1 }
  ]
  for (const failure of failures) {
    const lines = await linesOf(failure)
    t.same(
      lines.map(([, count]) => count),
      [30],
      failure.outcome
    )
  }
})
