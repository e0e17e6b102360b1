/**
 * Measures the cost of Redis, and the gain from workers. Sends the same number of distinct text events to the bot without
 * Redis, with Redis, and with one and two additional workers, in turn, and measures the time from the first webhook to the
 * last reply. A webhook that gets 503 is redelivered. EVENTS_PER_SECOND is above LINE's limit, so that it does not limit the
 * result. Starts its own redis-server. Loopback only; ends by itself.
 *
 *     npm run bench -- redis [--events 4000] [--rounds 3] [--latency 0,100] [--concurrency 200] [--quick]
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Pool } from 'undici'
import { freePort } from '../simulator/test/support/free-port.ts'
import { sign } from '../src/webhook/signature.ts'
import { showHelp } from './help.ts'
import { median } from './processes.ts'
import { startRedisServer } from './redis-server.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '4000' },
    rounds: { type: 'string', default: '3' },
    latency: { type: 'string', default: '0,100' },
    concurrency: { type: 'string', default: '200' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) showHelp(import.meta.filename)
const rounds = values.quick ? 1 : Number(values.rounds)
const latencies = values.quick ? [0] : values.latency.split(',').map(Number)
const CONNECTIONS = 256
process.setMaxListeners(0)
const secret = randomBytes(16).toString('hex')

let latency = 0
let replies = 0
const line = createServer((request, response) => {
  const accept = () => {
    replies++
    response.end('{"sentMessages":[]}')
  }
  request.resume().on('end', () => (latency ? setTimeout(accept, latency) : accept()))
}).listen(0, '127.0.0.1')
await once(line, 'listening')

const redis = await startRedisServer()
const REDIS = {
  REDIS_URL: redis.url,
  WORKER_CONCURRENCY: values.concurrency,
  EVENTS_PER_SECOND: '100000'
}

const SETUPS = [
  { name: 'in memory', environment: {}, workers: 0 },
  { name: 'Redis, web alone', environment: REDIS, workers: 0 },
  { name: 'Redis, web and 1 worker', environment: REDIS, workers: 1 },
  { name: 'Redis, web and 2 workers', environment: REDIS, workers: 2 }
]

interface Measured {
  eventsPerSecond: number
  /** CPU time per event, of all processes of the bot, and of Redis */
  botMicros: number
  redisMicros: number
}

for (latency of latencies) {
  const results = new Map<string, Measured[]>(SETUPS.map(({ name }) => [name, []]))
  for (let round = 1; round <= rounds; round++) {
    for (const { name, environment, workers } of SETUPS) {
      process.stderr.write(`LINE at ${latency} ms, round ${round}: ${name}\n`)
      results.get(name)?.push(await measure(environment, workers))
    }
  }
  console.log(`\nLINE at ${latency} ms, ${values.events} events, medians of ${rounds} rounds`)
  console.log(`${''.padEnd(26)} events/s  of memory  CPU µs/event: bot  Redis`)
  const of = (list: Measured[], figure: keyof Measured) => median(list.map((one) => one[figure]))
  const base = of(results.get('in memory') ?? [], 'eventsPerSecond')
  for (const [name, list] of results) {
    const rate = of(list, 'eventsPerSecond')
    const columns: [number | string, number][] = [
      [rate.toFixed(0), 8],
      [(rate / base).toFixed(2), 11],
      [of(list, 'botMicros').toFixed(0), 19],
      [of(list, 'redisMicros').toFixed(0), 7]
    ]
    console.log(name.padEnd(26) + columns.map(([text, width]) => String(text).padStart(width)).join(''))
  }
}
process.exit()

async function measure(environment: Record<string, string>, workers: number): Promise<Measured> {
  const port = await freePort()
  const web = start('src/web.ts', { ...environment, PORT: String(port) })
  const others = Array.from({ length: workers }, () => start('src/worker.ts', environment))
  const processes = [web, ...others]
  await Promise.all(processes.map((one) => once(one.stdout as NodeJS.ReadableStream, 'data')))
  for (const one of processes) one.stdout?.resume()
  while (!(await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined))?.ok) await sleep(20)

  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: CONNECTIONS })
  await run(pool, 500)
  const botMs = () => processes.reduce((sum, { pid }) => sum + cpuMs(pid), 0)
  const before = { botMs: botMs(), redisMs: cpuMs(redis.pid()), at: performance.now() }
  const events = Number(values.events)
  await run(pool, events)
  const measured = {
    eventsPerSecond: (events * 1_000) / (performance.now() - before.at),
    botMicros: ((botMs() - before.botMs) * 1_000) / events,
    redisMicros: ((cpuMs(redis.pid()) - before.redisMs) * 1_000) / events
  }
  await pool.close()
  for (const one of processes) one.kill('SIGKILL')
  await Promise.all(processes.map((one) => once(one, 'close')))
  return measured
}

/** CPU time that a process has used so far, in milliseconds; 0 on systems without /proc. */
function cpuMs(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10 // hundredths of a second
  } catch {
    return 0
  }
}

async function run(pool: Pool, events: number): Promise<void> {
  replies = 0
  let left = events
  async function send() {
    while (left-- > 0) {
      const id = randomBytes(16).toString('hex')
      const body = JSON.stringify({
        destination: 'U',
        events: [
          {
            type: 'message',
            mode: 'active',
            timestamp: Date.now(),
            webhookEventId: id,
            deliveryContext: { isRedelivery: false },
            replyToken: id,
            source: { type: 'user', userId: 'U' },
            message: {
              type: 'text',
              id: '1',
              text: 'The quick brown fox jumps over the lazy dog',
              quoteToken: 'q'
            }
          }
        ]
      })
      const headers = { 'content-type': 'application/json', 'x-line-signature': sign(body, secret) }
      while ((await deliver(pool, headers, body)) === 503) await sleep(50) // LINE redelivers later
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, send))
  while (replies < events) await sleep(1)
}

async function deliver(pool: Pool, headers: Record<string, string>, body: string): Promise<number> {
  const answer = await pool.request({ method: 'POST', path: '/echobot/callback/', headers, body })
  const text = await answer.body.text()
  if (![200, 503].includes(answer.statusCode))
    throw new Error(`the bot responded ${answer.statusCode}: ${text}`)
  return answer.statusCode
}

function start(file: string, environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      LINE_CHANNEL_SECRET: secret,
      LINE_CHANNEL_ACCESS_TOKEN: 'token',
      LINE_API_BASE_URL: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
      ...environment
    }
  })
  process.on('exit', () => child.kill('SIGKILL'))
  return child
}
