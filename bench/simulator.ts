/**
 * Checks that the simulator sustains a given rate of text events. It sends them to a bot in another process, which replies
 * to each immediately. Loopback only; ends by itself.
 *
 *     npm run bench -- simulator [--rate 2000] [--seconds 10]
 */
import { fork } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { createSimulator } from 'line-platform-simulator'
import { Pool } from 'undici'
import { showHelp } from './help.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '10' },
    bot: { type: 'string' },
    help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) showHelp(import.meta.filename)

if (values.bot) runBot(values.bot)
else await run(Number(values.rate), Number(values.seconds))

/** A minimal bot: replies `hello` to every event, and verifies nothing. */
function runBot(lineUrl: string): void {
  const line = new Pool(lineUrl, { connections: 64 })
  const headers = { authorization: 'Bearer token', 'content-type': 'application/json' }
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    for (const { replyToken } of JSON.parse(text).events) {
      const body = JSON.stringify({ replyToken, messages: [{ type: 'text', text: 'hello' }] })
      const answer = await line.request({ method: 'POST', path: '/v2/bot/message/reply', headers, body })
      await answer.body.dump()
    }
    response.end()
  }).listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port))
  process.on('disconnect', () => process.exit())
}

async function run(rate: number, seconds: number): Promise<void> {
  // LINE's rate limit would reject short bursts above the rate, and is not measured here.
  const line = await createSimulator({
    host: '127.0.0.1',
    channelAccessToken: 'token',
    rateLimit: 1_000_000,
    replyTimeoutMs: 0
  })
  const bot = fork(new URL(import.meta.url), ['--bot', line.url])
  const port = await new Promise((resolve) => bot.once('message', resolve))
  line.settings.webhookUrl = `http://127.0.0.1:${port}/`

  let failed = 0
  let accepted = 0
  line.exchanges.subscribe((exchange) => {
    if (exchange.kind === 'api' && exchange.messages) accepted++
  })
  await warmUp()
  failed = accepted = 0
  const ms: number[] = []
  const under: Promise<void>[] = []
  const cpu = process.cpuUsage()
  const started = performance.now()
  const total = rate * seconds
  while (under.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) / 1_000) * rate))
    while (under.length < due) under.push(send())
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await Promise.all(under)
  const took = (performance.now() - started) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  bot.disconnect()
  await line.close()

  ms.sort((a, b) => a - b)
  const percentile = (p: number) => ms[Math.floor((ms.length - 1) * p)]
  console.log(
    `${total} events in ${took.toFixed(1)} s (${Math.round(total / took)} per second, target ${rate})`
  )
  console.log(`${failed} webhooks failed, ${accepted} replies accepted`)
  console.log(`webhook p50 ${percentile(0.5)} ms, p99 ${percentile(0.99)} ms`)
  console.log(
    `the simulator used ${((user + system) / 1e6 / took).toFixed(2)} cores, ${Math.round(process.memoryUsage().rss / 1e6)} MB`
  )
  process.exitCode = failed > 0 || accepted !== total ? 1 : 0

  /** Lets both processes connect and compile their hot code. */
  async function warmUp() {
    const talk = async () => {
      for (let i = 0; i < 100; i++) await line.send({ type: 'text' })
    }
    await Promise.all(Array.from({ length: 32 }, talk))
  }

  async function send() {
    const { delivery } = await line.send({ type: 'text' })
    if (delivery.reason) failed++
    ms.push(delivery.ms)
  }
}
