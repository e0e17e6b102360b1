import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import t from 'tap'
import { sign } from '../../src/webhook/signature.ts'
import { CALLBACK, issuing, startBot, startLine, startLineAndBot, until } from '../helper.ts'

for (const [name, fault] of Object.entries({
  'is slow': { latencyMs: 2_000, times: 1 },
  'is down': { status: 503 }
})) {
  t.test(`answers in time while what issues tokens ${name}, and replies later`, async (t) => {
    const line = await startLine(t)
    line.faults.set({ api: 'token', ...fault })
    const { eventLog } = await startBot(t, line, issuing(line))
    const { event, delivery } = await line.say('hello')
    t.equal(delivery.status, 503)
    t.ok(delivery.ms < 2_000)
    line.faults.clear()
    t.match(await eventLog(event), { outcome: 'replied' })
    t.match(await line.redeliver(event.webhookEventId), {
      delivery: { status: 200 },
      replies: [{ text: 'hello' }]
    })
    t.equal(line.accepted(event).length, 1)
  })
}

t.test('a slow sender is cut off', { timeout: 20_000 }, async (t) => {
  const { url } = await startLineAndBot(t)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(
    `POST ${CALLBACK} HTTP/1.1\r\nHost: x\r\nX-Line-Signature: ${sign('', 'x')}\r\nContent-Length: 100\r\n\r\n{`
  )
  const started = Date.now()
  t.match(await textOf(socket), /^HTTP\/1.1 408/)
  t.ok(Date.now() - started < 8_000)
})

t.test('answers in time when LINE does not, goes on behind it, and joins the redelivery to it', async (t) => {
  const { line, eventLog } = await startLineAndBot(t)
  line.faults.set({ latencyMs: 1_800, times: 1 })
  const stalled = line.say('stalled')
  await until(() => line.faults.list().length === 0)
  const quick = await line.say('another')
  t.match(quick, { delivery: { status: 200 }, replies: [{ text: 'another' }] })
  t.ok(quick.delivery.ms < 1_000, 'another event does not wait')

  const { event, delivery } = await stalled
  t.equal(delivery.status, 503)
  t.ok(delivery.ms < 2_000)
  t.match(await line.redeliver(event.webhookEventId), {
    delivery: { status: 200 },
    replies: [{ text: 'stalled' }]
  })
  t.equal(line.calls(event).length, 1)
  t.match(await eventLog(event, 'replied'), { ms: Number })
})
