import t from 'tap'
import { event, matches, spawnBot, startLine, until } from '../helper.ts'

t.test(
  'while the event loop is blocked for a second at a time, requests get 503, until it recovers',
  async (t) => {
    const blocking = `
      let isBlocking = false
      function block() {
        const end = Date.now() + 1_300
        while (Date.now() < end);
        if (isBlocking) setImmediate(block)
      }
      process.on('SIGWINCH', () => {
        isBlocking = !isBlocking
        if (isBlocking) block()
      })`
    const nodeOptions = ['--import', `data:text/javascript,${encodeURIComponent(blocking)}`]
    const bot = await spawnBot(t, await startLine(t), {}, { nodeOptions })
    bot.child.kill('SIGWINCH')

    let health: Response | undefined
    await until(async () => {
      health = await fetch(`${bot.url}/health`)
      return health.status === 503
    })
    t.match(health?.headers.get('retry-after'), /^\d+$/)
    const webhook = await bot.deliver(event({ type: 'sticker' }))
    matches(t, webhook, { status: 503, text: /OVERLOAD_ERR_OVERLOADED/ })
    t.match(webhook.headers.get('retry-after'), /^\d+$/)

    bot.child.kill('SIGWINCH')
    await until(async () => (await fetch(`${bot.url}/health`)).status === 200)
    t.equal((await bot.deliver(event({ type: 'sticker' }))).status, 200)
  }
)
