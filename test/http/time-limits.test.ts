import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { startLineAndBot, until } from '../helper.ts'
import { dial, get } from '../wire.ts'

t.test('a peer that does not read its answers is cut off', { timeout: 60_000 }, async (t) => {
  const { url, app, line } = await startLineAndBot(t)
  const { socket, received } = await dial(t, url)
  let answered = 0
  app.server.on('request', (_request, response) => response.once('finish', () => answered++))
  socket.pause()
  // A few at a time, until the kernel keeps no more answers for it.
  let asked = 0
  for (let isStuck = false; !isStuck; ) {
    asked += 10
    socket.write(get('/site.css').repeat(10))
    await until(() => answered === asked, 1_000).catch(() => {
      isStuck = true
    })
  }
  const stuckAt = Date.now()
  await until(async () => (await connectionsOf(app.server)) === 0)
  const ms = Date.now() - stuckAt
  t.ok(ms > 5_000 && ms < 25_000, `after ${ms} ms, with ${answered} answers sent`)
  t.equal(received(), '')
  t.match(await line.say('hello'), { delivery: { status: 200 } })
})

t.test('whoever sends no request, or no end of one, is cut off', { timeout: 30_000 }, async (t) => {
  const { url, app } = await startLineAndBot(t)
  const silent = await dial(t, url)
  const dripping = await dial(t, url)
  const timer = setInterval(() => dripping.socket.writable && dripping.socket.write('x'), 100)
  t.teardown(() => clearInterval(timer))
  dripping.socket.write('GET / HTTP/1.1\r\nx: ')
  await Promise.all([silent.closed, dripping.closed])
  await until(async () => (await connectionsOf(app.server)) === 0)
  await sleep(0)
})

const connectionsOf = (server: {
  getConnections(callback: (error: Error | null, count: number) => void): unknown
}) => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)))
