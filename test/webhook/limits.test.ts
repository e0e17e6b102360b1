/** The limits of a webhook, to the byte and to the millisecond. */
import { once } from 'node:events'
import t from 'tap'
import { startLineAndBot, textEvent, until } from '../helper.ts'
import { dial, signed } from '../wire.ts'

const MIB = 1024 * 1024

t.test('a body of exactly 1 MiB is accepted, announced or not', async (t) => {
  const { deliver } = await startLineAndBot(t)
  const body = Buffer.from('{"events":[]}'.padEnd(MIB))
  t.equal((await deliver(body)).status, 200)
  t.equal((await deliver(Buffer.concat([body, Buffer.from(' ')]))).status, 413)
})

t.test('a body that arrives slowly leaves less time for the events', async (t) => {
  const { url, app } = await startLineAndBot(t)
  const { inbox } = app.bot
  const { receive } = inbox
  const waits: (number | undefined)[] = []
  inbox.receive = (events, delivery, waitMs) => {
    waits.push(waitMs)
    return receive(events, delivery, waitMs)
  }
  const [head = '', body = ''] = signed('{"events":[]}', { connection: 'close' }).split('\r\n\r\n')
  const { socket, statuses } = await dial(t, url)
  const request = once(app.server, 'request')
  socket.write(`${head}\r\n\r\n`)
  await request
  const receivedAt = performance.now()
  await until(() => performance.now() - receivedAt > 600)
  socket.write(body)
  await until(() => statuses().length === 1)
  t.same(statuses(), [200])
  t.equal(waits.length, 1)
  const [waitMs = Number.NaN] = waits
  t.ok(waitMs < 1_400 - 600, `${waitMs} ms are left`)
})

t.test('each 503 says when to try again, in seconds', async (t) => {
  const { app, url, deliver } = await startLineAndBot(t)
  const retryAfter = async (path: string) => {
    const { status, headers } = await fetch(url + path)
    return [status, headers.get('retry-after')]
  }
  app.bot.inbox.unavailableReason = () => 'there is no room'
  app.bot.inbox.receive = () => ({ unavailable: 'there is no room' })
  t.same(await retryAfter('/health'), [503, '2'])
  const { status, headers } = await deliver(textEvent('hello'))
  t.same([status, headers.get('retry-after')], [503, '2'])
  const retired = app.retire()
  t.same(await retryAfter('/health'), [503, '2'])
  await retired
})
