/**
 * Compresses a day into an hour: a steady load on a bot in memory and on a bot with Redis, with occasional faults of LINE
 * and of Redis. Prints memory every minute. Fails if the memory of a bot or of Redis grows, or if the log has an error that
 * no fault explains. Loopback only; ends by itself.
 *
 *     npm run bench -- soak [--minutes 60] [--rate 200]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { Redis } from 'ioredis'
import { showHelp } from './help.ts'
import type { Fault } from './load.ts'
import { median, startLoad, startRedis, startServer } from './processes.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '200' },
    help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) showHelp(import.meta.filename)
const MINUTE_MS = 60_000
const minutes = Number(values.minutes)
const rate = Number(values.rate)
const FAULTS: Fault[] = ['slow', 'status 500', 'status 429', 'drops connections', 'is silent']
const FAULT_MS = 5_000
/** How long after a fault its events may still fail, because their reply tokens are valid for a minute. */
const AFTERMATH_MS = 60_000
/** The maximum memory of the last quarter, relative to the third. By then, ids older than 30 minutes are dropped. */
const MAX_GROWTH = 1.1

interface Subject {
  name: string
  rssMb: number[]
  redisMb: number[]
  levels: Record<string, number>
  /** errors outside of faults */
  unexpected: string[]
  statuses: Record<string, number>
  webhooks: number
}

let lastFaultEndedAt = Number.NEGATIVE_INFINITY
let isFaulty = false
const redis = await startRedis()
if (!redis) throw new Error('redis-server is not installed: apt-get install -y redis-server')

const subjects = await Promise.all([soak('in memory', {}), soak('with Redis', { REDIS_URL: redis.url })])
redis.stop()
let hasFailed = false
for (const subject of subjects) hasFailed = !report(subject) || hasFailed
process.exit(hasFailed ? 1 : 0)

/** Keeps one bot under load for the given time. */
async function soak(name: string, environment: Record<string, string>): Promise<Subject> {
  const subject: Subject = {
    name,
    rssMb: [],
    redisMb: [],
    levels: {},
    unexpected: [],
    statuses: {},
    webhooks: 0
  }
  const load = await startLoad()
  const server = await startServer('src/web.ts', load, environment, undefined, readLog(subject))
  const connection = environment.REDIS_URL ? new Redis(environment.REDIS_URL) : undefined
  load.setLatency(20)
  const end = performance.now() + minutes * MINUTE_MS
  const faults = misbehave(load, connection !== undefined, end)
  while (performance.now() < end) {
    const ms = Math.min(MINUTE_MS, end - performance.now())
    const run = await load.run({
      port: server.port,
      connections: 64,
      rate,
      ms,
      eventsPerWebhook: 1,
      kind: 'text'
    })
    subject.webhooks += run.webhooks
    for (const [status, count] of Object.entries(run.statuses))
      subject.statuses[status] = (subject.statuses[status] ?? 0) + count
    subject.rssMb.push(server.memory().now)
    if (connection)
      subject.redisMb.push(Number((await connection.info('memory')).match(/used_memory:(\d+)/)?.[1]) / 1e6)
    const memory = `${subject.rssMb.at(-1)?.toFixed(0)} MB`
    const inRedis = connection ? `, Redis ${subject.redisMb.at(-1)?.toFixed(1)} MB` : ''
    process.stderr.write(`${name}, minute ${subject.rssMb.length} of ${minutes}: ${memory}${inRedis}\n`)
  }
  await faults
  connection?.disconnect()
  await server.stop()
  load.stop()
  return subject
}

/** Triggers a fault of LINE every two minutes, and with Redis a fault of Redis in between. */
async function misbehave(
  load: Awaited<ReturnType<typeof startLoad>>,
  withRedis: boolean,
  end: number
): Promise<void> {
  for (let turn = 0; performance.now() + 2 * MINUTE_MS < end; turn++) {
    await sleep(MINUTE_MS)
    await duringFault(async () => {
      load.setFault(FAULTS[turn % FAULTS.length] as Fault)
      if (FAULTS[turn % FAULTS.length] === 'slow') load.setLatency(3_000)
      await sleep(FAULT_MS)
      load.setLatency(20)
      load.setFault('none')
    })
    await sleep(MINUTE_MS)
    if (withRedis && redis) {
      await duringFault(async () => {
        redis.freeze()
        await sleep(FAULT_MS)
        redis.thaw()
      })
    }
  }
}

async function duringFault(fault: () => Promise<void>): Promise<void> {
  isFaulty = true
  await fault()
  lastFaultEndedAt = performance.now()
  isFaulty = false
}

/** Counts the log lines by level, and collects the errors that no fault explains. */
function readLog(subject: Subject): (chunk: Buffer) => void {
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const { level } = JSON.parse(line) as { level: string }
      subject.levels[level] = (subject.levels[level] ?? 0) + 1
      const isExplained = isFaulty || performance.now() - lastFaultEndedAt < AFTERMATH_MS
      if ((level === 'error' || level === 'fatal') && !isExplained) subject.unexpected.push(line)
    }
  }
}

/** Prints the results of a bot, and returns whether it passed. */
function report({ name, rssMb, redisMb, levels, unexpected, statuses, webhooks }: Subject): boolean {
  const growth = growthOf(rssMb)
  const redisGrowth = redisMb.length > 0 ? growthOf(redisMb) : 1
  console.log(
    `\n${name}: ${webhooks} webhooks, statuses ${JSON.stringify(statuses)}, lines ${JSON.stringify(levels)}`
  )
  console.log(
    `memory ${Math.min(...rssMb).toFixed(0)} to ${Math.max(...rssMb).toFixed(0)} MB, last quarter ${growth.toFixed(2)} of the third`
  )
  if (redisMb.length > 0)
    console.log(
      `Redis ${Math.min(...redisMb).toFixed(1)} to ${Math.max(...redisMb).toFixed(1)} MB, last quarter ${redisGrowth.toFixed(2)} of the third`
    )
  console.log(`${unexpected.length} errors that no fault explains`)
  for (const line of unexpected.slice(0, 5)) console.log(line)
  return growth <= MAX_GROWTH && redisGrowth <= MAX_GROWTH && unexpected.length === 0
}

function growthOf(numbers: number[]): number {
  const quarter = Math.max(1, Math.floor(numbers.length / 4))
  return median(numbers.slice(-quarter)) / median(numbers.slice(-2 * quarter, -quarter))
}
