/**
 * Does memory grow with the number of events? Sends distinct text events to the bot, started as in production
 * beside a LINE of its own, and prints the bot's resident memory as it goes. Loopback only.
 *
 *     node bench/memory.ts [--events 300000] [--connections 16]
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import { sign } from '../src/line/signature.ts'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '300000' }, connections: { type: 'string', default: '16' } }
})
const total = Number(values.events)
const secret = randomBytes(16).toString('hex')

const line = createServer((request, response) => {
  request.resume().on('end', () => response.end('{"sentMessages":[]}'))
}).listen(0, '127.0.0.1')
await once(line, 'listening')

const port = 18_000 + Math.floor(Math.random() * 1_000)
const bot = spawn(process.execPath, ['src/server.ts'], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: {
    NODE_ENV: 'production',
    PORT: String(port),
    HOST: '127.0.0.1',
    LINE_CHANNEL_SECRET: secret,
    LINE_CHANNEL_ACCESS_TOKEN: 'token',
    LINE_API_BASE_URL: `http://127.0.0.1:${(line.address() as AddressInfo).port}`
  }
})
process.on('exit', () => bot.kill())
while (!(await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined))?.ok) {
  await new Promise((resolve) => setTimeout(resolve, 50))
}

const pool = new Pool(`http://127.0.0.1:${port}`, { connections: Number(values.connections) })
const memory = (field: string) => {
  const kilobytes = readFileSync(`/proc/${bot.pid}/status`, 'utf8').match(
    new RegExp(`${field}:\\s+(\\d+)`)
  )?.[1]
  return Math.round(Number(kilobytes) / 1024)
}

let sent = 0
let refused = 0
const started = performance.now()
console.log(
  `${'events'.padStart(9)} ${'RSS MB'.padStart(7)} ${'peak MB'.padStart(8)} ${'events/s'.padStart(9)}`
)
await Promise.all(Array.from({ length: Number(values.connections) }, send))
if (refused > 0) console.log(`${refused} were not answered 200`)
process.exit(refused > 0 ? 1 : 0)

async function send() {
  while (sent < total) {
    const number = ++sent
    const body = JSON.stringify({ destination: 'U1', events: [textEvent(number)] })
    const headers = { 'content-type': 'application/json', 'x-line-signature': sign(body, secret) }
    const answer = await pool.request({ method: 'POST', path: '/echobot/callback/', headers, body })
    await answer.body.dump()
    if (answer.statusCode !== 200) refused++
    if (number % (total / 10) === 0) {
      const rate = Math.round(number / ((performance.now() - started) / 1_000))
      const columns = [
        [number, 9],
        [memory('VmRSS'), 7],
        [memory('VmHWM'), 8],
        [rate, 9]
      ] as const
      console.log(columns.map(([value, width]) => String(value).padStart(width)).join(' '))
    }
  }
}

function textEvent(number: number) {
  const id = number.toString(16).toUpperCase().padStart(24, '0')
  return {
    type: 'message',
    mode: 'active',
    timestamp: Date.now(),
    webhookEventId: `01${id}`,
    deliveryContext: { isRedelivery: false },
    source: { type: 'user', userId: `U${randomBytes(16).toString('hex')}` },
    replyToken: randomBytes(16).toString('hex'),
    message: { id: String(number).padStart(18, '0'), type: 'text', quoteToken: 'q', text: `hello ${number}` }
  }
}
