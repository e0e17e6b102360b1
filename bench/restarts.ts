/**
 * Checks that the bot loses no event if its processes and Redis restart under load. Webhooks go to two web processes in
 * turn, with two additional workers and a Redis that appends to a file. During the load, each process is restarted with
 * SIGTERM (`term`), then each with SIGKILL (`kill`), then Redis with SIGTERM (`redis`), one after the other. LINE responds
 * after 20 to 50 ms. A webhook for a process that is down goes to the next one. A webhook without a 200 is redelivered after
 * a second, up to 20 times. The load lasts for `--seconds`, and for at least 3 s after the last restart. Fails if an
 * acknowledged event has no reply 30 s later, or if an event has two. Loopback only; ends by itself.
 *
 *     npm run bench -- restarts [--rate 300] [--seconds 40] [--steps term,kill,redis] [--json]
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startBotProcess } from './bot-process.ts'
import { choicesOf } from './choices.ts'
import { type Counts, describeCounts, increment, percentile, sum } from './counts.ts'
import { startFakeLine } from './fake-line.ts'
import { showHelp } from './help.ts'
import { startRedisServer } from './redis-server.ts'
import { createSender, isAcknowledged } from './sender.ts'

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '300' },
    seconds: { type: 'string', default: '40' },
    steps: { type: 'string', default: 'term,kill,redis' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) showHelp(import.meta.filename)

const END_AFTER_MS = 30_000
const AFTER_RESTARTS_MS = 3_000
const PAUSES_MS = Array<number>(20).fill(1_000)
const rate = Number(values.rate)
const steps = choicesOf(['term', 'kill', 'redis'], values.steps)

const channelSecret = randomBytes(16).toString('hex')
const line = await startFakeLine({ latencyMs: () => 20 + Math.random() * 30 })
const redis = await startRedisServer(['--appendonly', 'yes', '--appendfsync', 'everysec'])
const outcomes: Counts = {}
const options = {
  environment: {
    LINE_CHANNEL_SECRET: channelSecret,
    LINE_API_BASE_URL: line.url,
    REDIS_URL: redis.url
  },
  outcomes
}
const webs = await Promise.all(pair(() => startBotProcess({ name: 'web', ...options })))
const workers = await Promise.all(pair(() => startBotProcess({ name: 'worker', ...options })))
const bots = [...webs, ...workers]

const sender = createSender({
  urls: webs.map(({ url }) => url),
  channelSecret,
  pausesMs: PAUSES_MS,
  onDelivery: line.deliver
})
const { events } = sender
const hasReply = (id: string) => (line.tokens.get(id)?.acceptedAt.length ?? 0) > 0
const countReplies = () => events.filter(({ id }) => hasReply(id)).length
const isDone = () => events.every((event) => isAcknowledged(event) && hasReply(event.id))

const startedAt = performance.now()
let isRestarted = false
const sending = sender.run(
  rate,
  () => isRestarted && performance.now() - startedAt >= Number(values.seconds) * 1_000
)
for (const step of steps) await restart(step)
await sleep(AFTER_RESTARTS_MS)
isRestarted = true
progress('all restarts done')
await sending
const loadS = (performance.now() - startedAt) / 1_000
const repliedMeanwhile = countReplies()
progress('load ended')
const end = performance.now() + END_AFTER_MS
while (!isDone() && performance.now() < end) await sleep(100)

await sender.stop()
for (const bot of bots) await bot.stop('SIGKILL')
line.stop()
await redis.stop()
const result = summarize()
if (values.json) console.log(JSON.stringify(result))
else report(result)
process.exit(result.lost > 0 || result.answeredTwice > 0 ? 1 : 0)

async function restart(step: (typeof steps)[number]): Promise<void> {
  if (step === 'redis') {
    progress('restarting Redis')
    return redis.restart()
  }
  for (const [i, bot] of bots.entries()) {
    progress(`restarting ${bot.name} ${(i % 2) + 1} with SIG${step.toUpperCase()}`)
    await bot.restart(step === 'term' ? 'SIGTERM' : 'SIGKILL')
  }
}

function summarize() {
  const answers = events.flatMap((event) => event.answers)
  const statuses: Counts = {}
  for (const { status } of answers) increment(statuses, String(status))
  const latenciesMs = answers.filter(({ status }) => status !== 'none').map(({ ms }) => ms)
  const tokens = [...line.tokens.values()]
  return {
    events: events.length,
    eventsPerSecond: events.length / loadS,
    /** replies during the load */
    repliesPerSecond: repliedMeanwhile / loadS,
    statuses,
    redeliveries: sum(events.map((event) => Math.max(0, event.answers.length - 1))),
    lost: events.filter((event) => isAcknowledged(event) && !hasReply(event.id)).length,
    neverAcknowledged: events.filter((event) => !isAcknowledged(event)).length,
    answeredTwice: tokens.filter(({ acceptedAt }) => acceptedAt.length > 1).length,
    /** replies to events that already had one, e.g. from a killed process; LINE rejects them */
    repeatedReplies: sum(tokens.map(({ repeated }) => repeated)),
    outcomes,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99)
  }
}

function report(result: ReturnType<typeof summarize>): void {
  const lines: [string, string | number][] = [
    ['events', `${result.events}, ${result.eventsPerSecond.toFixed(0)} per second`],
    ['replies during the load', `${result.repliesPerSecond.toFixed(0)} per second`],
    ['webhooks by status', describeCounts(result.statuses)],
    ['redeliveries', result.redeliveries],
    ['lost after 200', result.lost],
    ['never acknowledged', result.neverAcknowledged],
    ['answered twice', result.answeredTwice],
    ['repeated replies, rejected', result.repeatedReplies],
    ['logged', describeCounts(outcomes)],
    ['webhook p50, p99', `${result.p50Ms.toFixed(0)} and ${result.p99Ms.toFixed(0)} ms`]
  ]
  for (const [name, figure] of lines) console.log(`${name.padEnd(28)}${figure}`)
}

function progress(words: string): void {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0)
  process.stderr.write(`${seconds} s: ${words}; ${countReplies()} of ${events.length} events have a reply\n`)
}

function pair<T>(create: () => T): T[] {
  return [create(), create()]
}
