/**
 * Measures throughput and p99 as connections grow, memory as the number of events grows, and the bot's health while LINE
 * stalls with 10,000 events in flight. Loopback only; ends by itself.
 *
 *     npm run bench -- growth [--only connections,memory,stall] [--events 1000000]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { showHelp } from './help.ts'
import { type Server, startLoad, startServer } from './processes.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    events: { type: 'string', default: '1000000' },
    help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) showHelp(import.meta.filename)
const BOT = 'src/web.ts'
const TEXT = { eventsPerWebhook: 1, kind: 'text' } as const
const load = await startLoad()
const benches: Record<string, () => Promise<void>> = { connections, memory, stall }
for (const [name, bench] of Object.entries(benches)) {
  if (!values.only || values.only.split(',').includes(name)) await bench()
}
load.stop()

async function connections(): Promise<void> {
  console.log('\nconnections  echoes/s   p50 ms   p99 ms   max ms  peak MB')
  for (const count of [1, 8, 32, 128, 512]) {
    const server = await startServer(BOT, load)
    await load.run({ ...TEXT, port: server.port, connections: count, ms: 1_000 })
    const run = await load.run({ ...TEXT, port: server.port, connections: count, ms: 4_000 })
    const columns = [count, (run.webhooks * 1_000) / run.ms, run.p50, run.p99, run.max, server.memory().peak]
    console.log(
      columns
        .map((value, i) => value.toFixed([0, 0, 1, 1, 0, 0][i]).padStart([11, 9, 8, 8, 8, 8][i] ?? 8))
        .join(' ')
    )
    await server.stop()
  }
}

async function memory(): Promise<void> {
  console.log('\n   events   RSS MB  peak MB  echoes/s')
  const server = await startServer(BOT, load)
  const total = Number(values.events)
  for (let events = 0; events < total; ) {
    const run = await load.run({ ...TEXT, port: server.port, connections: 32, webhooks: total / 10 })
    events += run.webhooks
    const { now, peak } = server.memory()
    const rate = (run.webhooks * 1_000) / run.ms
    console.log(
      [events, now, peak, rate].map((value, i) => value.toFixed(0).padStart([9, 8, 8, 9][i] ?? 8)).join(' ')
    )
  }
  await server.stop()
}

/** LINE does not respond for 20 seconds while more than 10,000 events are in flight. */
async function stall(): Promise<void> {
  console.log('\nLINE stalls for 20 seconds; 12,000 events arrive at once')
  const server = await startServer(BOT, load)
  await load.run({ ...TEXT, port: server.port, connections: 32, ms: 1_000 })
  load.setLatency(20_000)
  const answers = load.run({
    port: server.port,
    connections: 600,
    webhooks: 600,
    eventsPerWebhook: 20,
    kind: 'text'
  })
  for (let second = 1; second <= 4; second++) {
    await sleep(1_000)
    await show(server, `${second} s`)
  }
  console.log('answers', JSON.stringify((await answers).statuses))
  load.setLatency(0)
  const started = performance.now()
  while ((await server.health()) !== 200 && performance.now() - started < 60_000) await sleep(100)
  await show(server, 'recovered')
  await sleep(8_000)
  const run = await load.run({ ...TEXT, port: server.port, connections: 32, ms: 2_000 })
  console.log(
    `afterwards: ${((run.webhooks * 1_000) / run.ms).toFixed(0)} echoes/s, statuses ${JSON.stringify(run.statuses)}`
  )
  await server.stop()
}

async function show(server: Server, when: string): Promise<void> {
  const asked = performance.now()
  const health = await server.health()
  const { now, peak } = server.memory()
  console.log(
    `${when.padStart(10)}: /health ${health} in ${(performance.now() - asked).toFixed(0)} ms, ${now.toFixed(0)} MB (peak ${peak.toFixed(0)})`
  )
}
