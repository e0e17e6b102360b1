/** LINE's limits, to the byte and to the call. */
import t from 'tap'
import { HELLO, MINUTE, startApi } from '../support/call.ts'

const MEGABYTE = 1024 * 1024

t.test('a request may have 2 MB, and no more', async (t) => {
  const { ids, post } = await startApi(t)
  const body = JSON.stringify({ to: ids.user, messages: [HELLO] })
  t.equal((await post('/v2/bot/message/push', body.padEnd(2 * MEGABYTE))).status, 200)
  t.equal((await post('/v2/bot/message/push', body.padEnd(2 * MEGABYTE + 1))).status, 413)
})

t.test('three batches of rich menus fit into an hour', async (t) => {
  const { clock, post } = await startApi(t)
  const statuses = async (count: number) => {
    const found: number[] = []
    for (let i = 0; i < count; i++)
      found.push((await post('/v2/bot/richmenu/batch', { operations: [{ type: 'unlinkAll' }] })).status)
    return found
  }
  t.same(await statuses(4), [202, 202, 202, 429])
  clock.now += 10 * MINUTE
  t.same(await statuses(1), [429])
  clock.now += 15 * MINUTE
  t.same(await statuses(2), [202, 429], 'one more every 20 minutes')
})
