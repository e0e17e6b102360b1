import t, { type Test } from 'tap'
import { spawnBot, startLine, until } from '../helper.ts'
import { dial } from '../wire.ts'

for (const [descriptors, sockets] of [
  [64, 100],
  [1_024, 1_100]
] as const) {
  t.test(
    `with ${descriptors} file descriptors, the bot survives ${sockets} idle connections`,
    { timeout: 60_000 },
    async (t) => {
      const line = await startLine(t)
      const bot = await spawnBot(t, line, {}, { descriptors })
      await Promise.all(Array.from({ length: sockets }, () => dial(t, bot.url)))
      // The connections over the limit were closed; those that were accepted end when they send no request.
      await until(async () => (await line.say('hello')).replies.length === 1)
      t.equal(bot.child.exitCode, null)
      bot.child.kill('SIGTERM')
      t.same(await bot.exited, [0, null])
    }
  )
}

t.test('with few file descriptors, many webhooks at once are answered', async (t) => {
  const line = await startLine(t)
  line.faults.set({ latencyMs: 200 })
  const bot = await spawnBot(t, line, {}, { descriptors: 64 })
  const sent = Array.from({ length: 8 }, () => line.say('hello'))
  for (const { replies } of await Promise.all(sent)) t.match(replies, [{ text: 'hello' }])
  t.equal(bot.child.exitCode, null)
})

t.test('where there is no IPv6, the default is every address of IPv4', async (t) => {
  const withoutIPv6 = `
    const { TCP } = process.binding('tcp_wrap')
    TCP.prototype.bind6 = () => -97 // EAFNOSUPPORT
  `
  t.match(await addressOf(t, withoutIPv6), /http:\/\/127\.0\.0\.1:/)
  t.match(await addressOf(t, ''), /http:\/\/\[::\]:/)
})

/** Where a bot without HOST listens, as it logs. */
async function addressOf(t: Test, preload: string): Promise<string> {
  const nodeOptions = ['--no-deprecation', '--import', `data:text/javascript,${encodeURIComponent(preload)}`]
  const bot = await spawnBot(t, await startLine(t), { HOST: undefined }, { nodeOptions })
  t.equal((await fetch(`http://127.0.0.1:${bot.port}/health`)).status, 200)
  return bot.output()
}
