import t from 'tap'
import { Dispatcher } from 'undici'
import { sendRequest } from '../../src/line/send-request.ts'

t.test('a request that cannot be sent leaves no timer behind', async (t) => {
  const fault = new TypeError('ours')
  class Broken extends Dispatcher {
    override dispatch(): boolean {
      throw fault
    }
  }
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const request = { origin: 'https://line.invalid', path: '/', method: 'GET', headers: {} } as const
  const limits = { timeoutMs: 60_000, deadline: Date.now() + 60_000, needsBody: () => true }
  await t.rejects(sendRequest(new Broken(), request, limits), fault)
  t.equal(timers(), before)
})
