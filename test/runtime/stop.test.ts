import { connect } from 'node:net'
import t from 'tap'
import { spawnBot, startLine, until } from '../helper.ts'
import { dial, get } from '../wire.ts'

t.test('stops in time when LINE never answers', async (t) => {
  const line = await startLine(t)
  line.faults.set({ status: 503 })
  const bot = await spawnBot(t, line)
  await line.say('hello')
  await until(() => line.exchanges.list().length > 0)
  bot.child.kill('SIGTERM')
  t.same(await bot.exited, [0, null], 'and not 1, with which the watchdog ends it after 25 seconds')
  const left = bot.log().filter((record) => 'left' in record)
  t.same(
    left.map(({ level, left }) => [level, left]),
    [['warn', 1]]
  )
})

t.test('on SIGTERM, however often it comes, finishes what is in flight and exits 0', async (t) => {
  const line = await startLine(t)
  line.faults.set({ latencyMs: 1_900 })
  const bot = await spawnBot(t, line)
  const sent = Promise.all(Array.from({ length: 20 }, () => line.say('hello')))
  await until(() => line.exchanges.list().length === 20)
  await until(async () => (await fetch(`${bot.url}/health`)).ok)
  for (let i = 0; i < 3; i++) bot.child.kill('SIGTERM')
  t.same(
    new Set((await sent).map(({ delivery }) => delivery.status)),
    new Set([503]),
    'LINE took longer than a webhook may'
  )
  t.same(await bot.exited, [0, null])
  t.equal(line.accepted().length, 20, 'and yet every reply went out')
})

t.test('does not wait for those who do not finish their request', async (t) => {
  const line = await startLine(t)
  const bot = await spawnBot(t, line)
  const half = connect(bot.port, '127.0.0.1')
  half.on('error', () => {})
  half.write('POST /echobot/callback/ HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{')
  await until(async () => (await fetch(`${bot.url}/health`)).ok)
  bot.child.kill('SIGTERM')
  t.same(await bot.exited, [0, null])
})

t.test('connections that are kept open are closed by their next answer', async (t) => {
  const line = await startLine(t)
  line.faults.set({ latencyMs: 1_000, times: 1 })
  const bot = await spawnBot(t, line)
  const { socket, received, closed } = await dial(t, bot.url)
  socket.write(get('/health'))
  await until(() => received().endsWith('}'))
  const said = line.say('hello')
  await until(() => line.faults.list().length === 0)
  bot.child.kill('SIGTERM')
  await until(async () => (await fetch(`${bot.url}/health`)).status === 503)
  socket.write(get('/health'))
  t.match(await closed, /HTTP\/1.1 200 .*HTTP\/1.1 503 .*^connection: close\r\n/ims)
  await said
  t.same(await bot.exited, [0, null])
  t.equal(line.accepted().length, 1, 'the event in flight was finished')
})
