/**
 * The same work by this bot, by its peers and by the floor, side by side: rounds in turn, medians, and ratios. Each
 * server has a process and a core to itself, with its log on if it has one. Loopback only; stops by itself.
 *
 *     npm run bench [-- --quick] [--rounds 3] [--only echo,quota] [--json]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Load } from './load.ts'
import { median, PINNED, startLoad, startRedis, startServer } from './processes.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false }
  }
})
const ROUNDS = Number(values.rounds ?? (values.quick ? 1 : 3))
const MS = values.quick ? 1_000 : 4_000
/** How many webhooks a server has had before it is measured: Node compiles what it runs often. */
const WARM_UP = values.quick ? 2_000 : 20_000

interface Scenario {
  name: string
  what: string
  load: Pick<Load, 'connections' | 'eventsPerWebhook' | 'kind' | 'rate'>
  latency?: number
  /** which servers take part */
  servers?: string[]
}

const load = await startLoad()
const redis = await startRedis()
const SERVERS: Record<string, { file: string; environment?: Record<string, string> }> = {
  'line-echobot': { file: 'src/server.ts' },
  bare: { file: 'bench/servers/bare.ts' },
  express: { file: 'bench/servers/express.ts' },
  ...(redis && { 'with Redis': { file: 'src/server.ts', environment: { REDIS_URL: redis.url } } })
}
const ONE_TEXT = { connections: 32, eventsPerWebhook: 1, kind: 'text' } as const
const PEERS = ['line-echobot', 'bare', 'express']
const SCENARIOS: Scenario[] = [
  {
    name: 'echo',
    what: 'one text event a webhook',
    load: ONE_TEXT,
    servers: PEERS
  },
  {
    name: 'ignored',
    what: 'nothing to reply: the signature and the log',
    load: { ...ONE_TEXT, kind: 'sticker' },
    servers: PEERS
  },
  {
    name: 'five',
    what: 'five text events a webhook',
    load: { ...ONE_TEXT, eventsPerWebhook: 5 },
    servers: PEERS
  },
  {
    name: 'slow',
    what: 'LINE takes 100 ms',
    load: { ...ONE_TEXT, connections: 128 },
    latency: 100,
    servers: PEERS
  },
  {
    name: 'quota',
    what: '2,000 echoes a second, which is what LINE takes; LINE takes 100 ms',
    load: { ...ONE_TEXT, connections: 512, rate: 2_000 },
    latency: 100,
    servers: ['line-echobot', 'bare']
  },
  {
    name: 'redis',
    what: 'one text event a webhook, through Redis',
    load: ONE_TEXT,
    servers: ['line-echobot', ...(redis ? ['with Redis'] : [])]
  }
]

interface Figures {
  eventsPerSecond: number
  p50: number
  p99: number
  cpuPerEvent: number
  cores: number
  peakMb: number
  startMs: number
}

const only = values.only?.split(',')
const results: Record<string, Record<string, Figures>> = {}
for (const scenario of SCENARIOS.filter(({ name }) => !only || only.includes(name))) {
  const measured = new Map<string, Figures[]>()
  for (let round = 1; round <= ROUNDS; round++) {
    for (const server of scenario.servers ?? Object.keys(SERVERS)) {
      process.stderr.write(`\r\x1b[K${scenario.name}, round ${round} of ${ROUNDS}: ${server}`)
      measured.set(server, [...(measured.get(server) ?? []), await measure(server, scenario)])
    }
  }
  process.stderr.write('\r\x1b[K')
  results[scenario.name] = Object.fromEntries([...measured].map(([server, list]) => [server, medians(list)]))
  if (!values.json) print(scenario)
}
if (values.json)
  console.log(JSON.stringify({ node: process.version, pinned: PINNED, rounds: ROUNDS, results }, null, 2))
redis?.stop()
load.stop()

async function measure(name: string, { load: shape, latency = 0 }: Scenario): Promise<Figures> {
  const { file, environment } = SERVERS[name] as { file: string; environment?: Record<string, string> }
  load.setLatency(0)
  const server = await startServer(file, load, environment)
  const { port } = server
  await load.run({ ...ONE_TEXT, port, webhooks: WARM_UP })
  load.setLatency(latency)
  await load.run({ ...shape, port, ms: MS / 4 })
  await settled()
  const cpu = server.cpuMs()
  const started = performance.now()
  const run = await load.run({ ...shape, port, ms: MS })
  const bad = Object.entries(run.statuses).filter(([status]) => status !== '200')
  if (bad.length > 0) process.stderr.write(`\n${name}: answers other than 200: ${JSON.stringify(bad)}\n`)
  const events = run.webhooks * shape.eventsPerWebhook
  if (shape.kind === 'text') await settled(events)
  const ms = performance.now() - started
  const cpuMs = server.cpuMs() - cpu
  const { peak } = server.memory()
  await server.stop()
  return {
    eventsPerSecond: (events * 1_000) / ms,
    p50: run.p50,
    p99: run.p99,
    cpuPerEvent: (cpuMs * 1_000) / events,
    cores: cpuMs / ms,
    peakMb: peak,
    startMs: server.firstAnswerMs
  }
}

/** Waits for so many replies, or until there are no more: with Redis the webhook is answered before the reply. */
async function settled(events = Number.POSITIVE_INFINITY): Promise<void> {
  for (let before = -1, now = await load.replies(); now < events && now > before; ) {
    await sleep(200)
    before = now
    now = await load.replies()
  }
}

function medians(list: Figures[]): Figures {
  const names = Object.keys(list[0] as Figures) as (keyof Figures)[]
  return Object.fromEntries(
    names.map((name) => [name, median(list.map((one) => one[name]))])
  ) as unknown as Figures
}

function print({ name, what }: Scenario): void {
  const rows = results[name] ?? {}
  const ours = rows['line-echobot']
  console.log(`\n${name}: ${what}`)
  console.log(
    '                events/s   p50 ms   p99 ms  CPU µs/event  cores  peak MB  first answer   line-echobot is'
  )
  for (const [server, row] of Object.entries(rows)) {
    const ratio =
      ours && server !== 'line-echobot'
        ? `${(ours.eventsPerSecond / row.eventsPerSecond).toFixed(2)} × as fast, starts in ${(ours.startMs / row.startMs).toFixed(2)} ×`
        : ''
    console.log(
      [
        server.padEnd(14),
        row.eventsPerSecond.toFixed(0).padStart(10),
        row.p50.toFixed(1).padStart(8),
        row.p99.toFixed(1).padStart(8),
        row.cpuPerEvent.toFixed(0).padStart(13),
        row.cores.toFixed(2).padStart(6),
        row.peakMb.toFixed(0).padStart(8),
        `${row.startMs.toFixed(0)} ms`.padStart(13),
        `  ${ratio}`
      ].join(' ')
    )
  }
}
