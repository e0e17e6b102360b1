import FakeTimers from '@sinonjs/fake-timers'
import t from 'tap'
import { createMemoryInbox } from '../../src/inbox/memory.ts'
import type { Result } from '../../src/inbox/outcome.ts'
import { accepted, redelivered, textEvent } from '../helper.ts'

t.test('an event that LINE redelivers within 20 minutes is not handled twice', async (t) => {
  const clock = FakeTimers.install({ toFake: ['Date', 'performance'] })
  t.teardown(() => clock.uninstall())
  let handled = 0
  const inbox = createMemoryInbox({
    processEvent: async () => {
      handled++
      return { outcome: 'replied', tries: 1 }
    },
    reportOutcome: () => {}
  })
  const event = textEvent('hello')
  const receive = async () => {
    const delivery = { reqId: 'req-1', receivedAt: Date.now(), bytes: 100 }
    const [result] = (await Promise.all(accepted(inbox.receive([redelivered(event)], delivery)))) as [Result]
    return result.outcome
  }
  t.equal(await receive(), 'replied')
  for (let minute = 1; minute <= 20; minute++) {
    clock.tick(60_000)
    t.equal(await receive(), 'duplicate', `after ${minute} minutes`)
  }
  t.equal(handled, 1)
})
