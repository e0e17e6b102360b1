import t from 'tap'
import { Dispatcher } from 'undici'
import { exchange } from '../../src/line/exchange.ts'

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
  await t.rejects(exchange(new Broken(), request, 60_000), fault)
  t.equal(timers(), before)
})
