/**
 * Compares this bot with other bots and with a minimal server (the floor) at the same work. In each round, all servers are
 * started and warmed up, and then get the load in turn, in short time slices, so that other activity on the machine affects
 * all of them equally. bench/README.md explains the figures. Loopback only; ends by itself.
 *
 *     npm run bench -- [side-by-side] [--quick] [--rounds 3] [--only echo,quota] [--json]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { showHelp } from './help.ts'
import type { Load } from './load.ts'
import { median, PINNED, type Server, startLoad, startRedis, startServer } from './processes.ts'

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) showHelp(import.meta.filename)
const ROUNDS = Number(values.rounds ?? (values.quick ? 1 : 3))
const STARTS = values.quick ? 3 : 9
const SLICES = values.quick ? 1 : 3
const SLICE_MS = values.quick ? 1_000 : 2_000
/** How many webhooks a server gets before it is measured, so that Node has compiled its hot code. */
const WARM_UP = values.quick ? 2_000 : 20_000

interface Scenario {
  name: string
  what: string
  load: Pick<Load, 'connections' | 'eventsPerWebhook' | 'kind' | 'rate'>
  latency?: number
  /** whether the connection to LINE uses TLS, as in production */
  tls?: boolean
  /** the names of the servers to compare */
  servers: string[]
}

const load = await startLoad()
const redis = await startRedis()
const SERVERS: Record<string, { file: string; environment?: Record<string, string> }> = {
  'line-echobot': { file: 'src/web.ts' },
  bare: { file: 'bench/servers/bare.ts' },
  express: { file: 'bench/servers/express.ts' },
  ...(redis && { 'with Redis': { file: 'src/web.ts', environment: { REDIS_URL: redis.url } } })
}
const ONE_TEXT = { connections: 32, eventsPerWebhook: 1, kind: 'text' } as const
const PEERS = ['line-echobot', 'bare', 'express']
const SCENARIOS: Scenario[] = [
  {
    name: 'echo',
    what: 'one text event per webhook',
    load: ONE_TEXT,
    servers: PEERS
  },
  {
    name: 'echo-tls',
    what: 'one text event per webhook, TLS to LINE',
    load: ONE_TEXT,
    tls: true,
    servers: PEERS
  },
  {
    name: 'ignored',
    what: 'events without a reply: signature and log only',
    load: { ...ONE_TEXT, kind: 'sticker' },
    servers: PEERS
  },
  {
    name: 'five',
    what: 'five text events per webhook',
    load: { ...ONE_TEXT, eventsPerWebhook: 5 },
    servers: PEERS
  },
  {
    name: 'slow',
    what: 'LINE responds after 100 ms',
    load: { ...ONE_TEXT, connections: 128 },
    latency: 100,
    servers: PEERS
  },
  {
    name: 'quota',
    what: "2,000 echoes per second, LINE's limit; LINE responds after 100 ms",
    load: { ...ONE_TEXT, connections: 512, rate: 2_000 },
    latency: 100,
    servers: ['line-echobot', 'bare']
  },
  {
    name: 'quota-tls',
    what: '2,000 echoes per second, TLS to LINE; LINE responds after 100 ms',
    load: { ...ONE_TEXT, connections: 512, rate: 2_000 },
    latency: 100,
    tls: true,
    servers: ['line-echobot', 'bare']
  },
  {
    name: 'redis',
    what: 'one text event per webhook, through Redis',
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
}

/** A row of the table: medians. */
interface Row extends Figures {
  /** our bot's events per second, divided by this server's */
  ours?: number
}

const OURS = 'line-echobot'
const only = values.only?.split(',')
const results: Record<string, Record<string, Row>> = {}
const starts = !only || only.includes('start') ? await measureStarts() : undefined
for (const scenario of SCENARIOS.filter(({ name }) => !only || only.includes(name))) {
  const measured = new Map<string, Figures[]>(scenario.servers.map((name) => [name, []]))
  for (let round = 1; round <= ROUNDS; round++) await runRound(scenario, round, measured)
  process.stderr.write('\r\x1b[K')
  const ours = measured.get(OURS) as Figures[]
  results[scenario.name] = Object.fromEntries(
    [...measured].map(([name, slices]) => [name, name === OURS ? medians(slices) : rowOf(slices, ours)])
  )
  if (!values.json) print(scenario)
}
if (values.json)
  console.log(
    JSON.stringify({ node: process.version, pinned: PINNED, rounds: ROUNDS, starts, results }, null, 2)
  )
redis?.stop()
load.stop()

/** Starts the servers, and measures each of them in turn. */
async function runRound(scenario: Scenario, round: number, measured: Map<string, Figures[]>): Promise<void> {
  const progress = (what: string) =>
    process.stderr.write(`\r\x1b[K${scenario.name}, round ${round} of ${ROUNDS}: ${what}`)
  load.setLatency(0)
  const servers: [string, Server][] = []
  for (const name of scenario.servers) {
    progress(`starting ${name}`)
    const { file, environment } = SERVERS[name] as { file: string; environment?: Record<string, string> }
    const server = await startServer(file, load, {
      ...load.environmentFor(scenario.tls ?? false),
      ...environment
    })
    servers.push([name, server])
    await load.run({ ...ONE_TEXT, port: server.port, webhooks: WARM_UP })
  }
  load.setLatency(scenario.latency ?? 0)
  for (const [, { port }] of servers) await load.run({ ...scenario.load, port, ms: SLICE_MS / 2 })
  for (let slice = 0; slice < SLICES; slice++) {
    for (const [name, server] of servers) {
      progress(name)
      measured.get(name)?.push(await measure(name, server, scenario))
    }
    servers.push(servers.shift() as [string, Server]) // rotates the order
  }
  for (const [, server] of servers) await server.stop()
}

async function measure(name: string, server: Server, { load: shape }: Scenario): Promise<Figures> {
  await settled()
  const cpu = server.cpuMs()
  const started = performance.now()
  const run = await load.run({ ...shape, port: server.port, ms: SLICE_MS })
  const bad = Object.entries(run.statuses).filter(([status]) => status !== '200')
  if (bad.length > 0) process.stderr.write(`\n${name}: statuses other than 200: ${JSON.stringify(bad)}\n`)
  const events = run.webhooks * shape.eventsPerWebhook
  if (shape.kind === 'text') await settled(events)
  const ms = performance.now() - started
  const cpuMs = server.cpuMs() - cpu
  return {
    eventsPerSecond: (events * 1_000) / ms,
    p50: run.p50,
    p99: run.p99,
    cpuPerEvent: (cpuMs * 1_000) / events,
    cores: cpuMs / ms,
    peakMb: server.memory().peak
  }
}

/** Waits for `events` replies, or until no more arrive. With Redis, the bot responds to a webhook before it replies. */
async function settled(events = Number.POSITIVE_INFINITY): Promise<void> {
  for (let before = -1, now = await load.replies(); now < events && now > before; ) {
    await sleep(200)
    before = now
    now = await load.replies()
  }
}

function medians(slices: Figures[]): Figures {
  const names = Object.keys(slices[0] as Figures) as (keyof Figures)[]
  return Object.fromEntries(
    names.map((name) => [name, median(slices.map((slice) => slice[name]))])
  ) as unknown as Figures
}

function rowOf(slices: Figures[], ours: Figures[]): Row {
  const ratios = slices.map(
    ({ eventsPerSecond }, i) => (ours[i] as Figures).eventsPerSecond / eventsPerSecond
  )
  return { ...medians(slices), ours: median(ratios) }
}

/** Measures the time from the start of a process to its first response, in turn: medians in milliseconds, and ratios. */
async function measureStarts() {
  const times: Record<string, number[]> = Object.fromEntries(PEERS.map((name) => [name, []]))
  for (let round = 0; round <= STARTS; round++) {
    for (const name of PEERS) {
      process.stderr.write(`\r\x1b[Kstart ${round} of ${STARTS}: ${name}`)
      const server = await startServer((SERVERS[name] as { file: string }).file, load)
      await server.stop(round === 0 ? 'SIGTERM' : undefined) // the first start fills the compile cache
      if (round > 0) times[name]?.push(server.firstAnswerMs)
    }
  }
  process.stderr.write('\r\x1b[K')
  const ours = times[OURS] as number[]
  const table = Object.entries(times).map(([name, list]) => {
    const ratio = median(list.map((ms, i) => (ours[i] as number) / ms))
    return { name, firstAnswerMs: median(list), ours: ratio }
  })
  if (!values.json) {
    console.log('start: time to the first response, to a webhook without a reply')
    for (const { name, firstAnswerMs, ours } of table) {
      const ratio = name === OURS ? '' : `  line-echobot takes ${ours.toFixed(2)} × as long`
      console.log(`${name.padEnd(14)}${`${firstAnswerMs.toFixed(0)} ms`.padStart(11)}${ratio}`)
    }
  }
  return table
}

function print({ name, what }: Scenario): void {
  console.log(`\n${name}: ${what}`)
  console.log('                events/s   p50 ms   p99 ms  CPU µs/event  cores  peak MB   line-echobot is')
  for (const [server, row] of Object.entries(results[name] ?? {})) {
    const { ours } = row
    const ratio = ours ? `${ours.toFixed(2)} × as fast` : ''
    console.log(
      [
        server.padEnd(14),
        row.eventsPerSecond.toFixed(0).padStart(10),
        row.p50.toFixed(1).padStart(8),
        row.p99.toFixed(1).padStart(8),
        row.cpuPerEvent.toFixed(0).padStart(13),
        row.cores.toFixed(2).padStart(6),
        row.peakMb.toFixed(0).padStart(8),
        `  ${ratio}`
      ].join(' ')
    )
  }
}
