import t, { type Test } from 'tap'
import { callback, spawnBot, startLine, until } from '../helper.ts'
import { dial, get, signed } from '../wire.ts'

for (const [descriptors, idle] of [
  [64, 100],
  [1_024, 1_100]
] as const) {
  t.test(
    `with ${descriptors} file descriptors, webhooks are answered in spite of ${idle} idle connections`,
    async (t) => {
      const line = await startLine(t)
      const bot = await spawnBot(t, line, {}, { descriptors })
      const proxied = await Promise.all(Array.from({ length: 5 }, () => dial(t, bot.url)))
      for (const { socket } of proxied) socket.write(get('/health'))
      await until(() => proxied.every(({ statuses }) => statuses().length === 1))
      await Promise.all(Array.from({ length: idle }, () => dial(t, bot.url)))

      line.faults.set({ latencyMs: 200 }) // so that each reply needs a connection to LINE
      for (const { socket } of proxied) socket.write(signed(JSON.stringify(callback(...line.create(TEXT)))))
      await until(() => proxied.every(({ statuses }) => statuses().length === 2))
      for (const { statuses } of proxied) t.same(statuses(), [200, 200])
      t.equal(line.accepted().length, 5)

      // The connections over the limit were closed; the others end when they send no request.
      await until(async () => (await line.say('hello')).replies.length === 1)
      bot.child.kill('SIGTERM')
      t.same(await bot.exited, [0, null])
    }
  )
}

const TEXT = { type: 'text' } as const

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
