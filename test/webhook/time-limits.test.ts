import t from 'tap'
import { issuing, matches, startBot, startLine, startLineAndBot, until } from '../helper.ts'
import { dial, exchange, head } from '../wire.ts'

for (const [name, fault] of Object.entries({
  'is slow': { latencyMs: 4_000, times: 1 }, // the bot asks for a token as it starts, which may be long before the event
  'is down': { status: 503 }
})) {
  t.test(`answers in time while what issues tokens ${name}, and replies later`, async (t) => {
    const line = await startLine(t, { webhookTimeoutMs: 3_500 }) // in place of LINE's 2 seconds: this machine may be slow
    line.faults.set({ api: 'token', ...fault })
    const { eventLog } = await startBot(t, line, issuing(line))
    const { event, delivery } = await line.say('hello')
    t.equal(delivery.status, 503)
    line.faults.clear()
    matches(t, await eventLog(event), { outcome: 'replied' })
    matches(t, await line.redeliver(event.webhookEventId), {
      delivery: { status: 200 },
      replies: [{ text: 'hello' }]
    })
    t.equal(line.accepted(event).length, 1)
  })
}

// Node.js would wait for five minutes.
t.test('a webhook that arrives too slowly gets 408', { timeout: 120_000 }, async (t) => {
  const { url } = await startLineAndBot(t)
  t.match(await exchange(t, url, head({ 'content-length': 100 }), '{'), /^HTTP\/1.1 408 /)
})

// Node.js would wait for a minute.
t.test('a connection without a complete request is closed', { timeout: 50_000 }, async (t) => {
  const { url, app } = await startLineAndBot(t)
  const silent = await dial(t, url)
  const dripping = await dial(t, url)
  const timer = setInterval(() => dripping.socket.writable && dripping.socket.write('x'), 100)
  t.teardown(() => clearInterval(timer))
  dripping.socket.write('GET / HTTP/1.1\r\nx: ')
  await Promise.all([silent.closed, dripping.closed])
  await until(async () => (await connectionsOf(app.server)) === 0)
})

t.test('answers in time when LINE does not, goes on behind it, and joins the redelivery to it', async (t) => {
  const { line, eventLog } = await startLineAndBot(t)
  line.faults.set({ latencyMs: 1_800, times: 1 })
  const stalled = line.say('stalled')
  await until(() => line.faults.list().length === 0)
  const quick = await line.say('another')
  matches(t, quick, { delivery: { status: 200 }, replies: [{ text: 'another' }] })
  t.equal(line.accepted().length, 1, 'another event does not wait')

  const { event, delivery } = await stalled
  t.equal(delivery.status, 503, 'before LINE has answered')
  matches(t, await line.redeliver(event.webhookEventId), {
    delivery: { status: 200 },
    replies: [{ text: 'stalled' }]
  })
  t.equal(line.calls(event).length, 1)
  matches(t, await eventLog(event, 'replied'), { ms: Number })
})

const connectionsOf = (server: {
  getConnections(callback: (error: Error | null, count: number) => void): unknown
}) => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)))
