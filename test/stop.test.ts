import t from 'tap'
import { textEvent } from './events.ts'
import { startLine } from './fake-line.ts'
import { spawnBot, until } from './helper.ts'

t.test('on SIGTERM, however often it comes, finishes what is in hand and exits 0', async (t) => {
  const line = await startLine(t)
  line.usually = { delay: 2_000 }
  const bot = await spawnBot(t, { LINE_API_BASE_URL: line.url })
  const events = Array.from({ length: 20 }, () => textEvent('hello'))
  const answers = Promise.all(events.map((event) => bot.deliver(event)))
  await until(() => line.calls.length === 20)
  for (let i = 0; i < 3; i++) bot.child.kill('SIGTERM')
  t.same(
    new Set((await answers).map(({ status }) => status)),
    new Set([503]),
    'LINE took longer than the webhook may'
  )
  t.same(await bot.exited, [0, null])
  t.equal(line.calls.filter(({ status }) => status === 200).length, 20, 'and yet every reply went out')
})

t.test('stops in time when LINE never answers', { timeout: 40_000 }, async (t) => {
  const line = await startLine(t)
  line.usually = { status: 503 }
  const bot = await spawnBot(t, { LINE_API_BASE_URL: line.url })
  t.equal((await bot.deliver(textEvent('hello'))).status, 503)
  const asked = Date.now()
  bot.child.kill('SIGTERM')
  t.same(await bot.exited, [0, null])
  t.ok(Date.now() - asked < 25_000, `${Date.now() - asked} ms`)
  t.match(bot.log().at(-1), { level: 'warn', left: 1 })
})
