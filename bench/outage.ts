/**
 * Counts the events that the bot loses if LINE is down. A fake LINE responds 500, is silent or refuses connections for some
 * seconds, while webhooks arrive at a steady rate, from 2 s before until 5 s after the outage. A webhook without a 200 is
 * redelivered after 5, 10, 30 and 60 s; each delivery makes the reply token valid for another minute. A run ends once every
 * event has a reply, or 70 s after the last event. Up to three combinations run concurrently. Fails if the bot leaves an
 * event without a reply (with Redis: more than 1.2 seconds' worth of events), replies twice, or calls LINE more than 10
 * times in any second of the outage. Without redelivery, only acknowledged events count. Loopback only; ends by itself.
 *
 *     npm run bench -- outage [--setup memory,redis,redis+worker] [--kind 500,silent,refused] [--seconds 20,70,150]
 *                             [--rate 10] [--redelivery on|off] [--json] [--quick]
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { healthOf, startBotProcess } from './bot-process.ts'
import { choicesOf } from './choices.ts'
import { type Counts, describeCounts, increment, sum } from './counts.ts'
import { OUTAGES, type Outage, startFakeLine } from './fake-line.ts'
import { showHelp } from './help.ts'
import { startRedisServer } from './redis-server.ts'
import { createSender, isAcknowledged } from './sender.ts'
import { printTable } from './table.ts'

const { values } = parseArgs({
  options: {
    setup: { type: 'string', default: 'memory,redis,redis+worker' },
    kind: { type: 'string', default: '500,silent,refused' },
    seconds: { type: 'string' },
    rate: { type: 'string', default: '10' },
    redelivery: { type: 'string', default: 'on' },
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' }
  }
})
if (values.help) showHelp(import.meta.filename)

const SETUPS = ['memory', 'redis', 'redis+worker'] as const
const AT_ONCE = 3
const BEFORE_MS = 2_000
const AFTER_MS = 5_000
/** The last reply token expires 60 s after its delivery. */
const END_AFTER_MS = 70_000
const PAUSES_MS = [5_000, 10_000, 30_000, 60_000]
const MAX_CALLS_PER_SECOND = 10
/** With Redis, how many seconds' worth of events may get no reply. */
const MAX_LOST_S = 1.2

const rate = Number(values.rate)
const isRedelivered = choicesOf(['on', 'off'], values.redelivery)[0] === 'on'
const seconds = (values.seconds ?? (values.quick ? '10' : '20,70,150')).split(',').map(Number)

interface Combination {
  setup: (typeof SETUPS)[number]
  kind: Outage
  seconds: number
}

type Row = Awaited<ReturnType<typeof measure>>

const combinations: Combination[] = []
for (const outageSeconds of seconds)
  for (const kind of choicesOf(OUTAGES, values.kind))
    for (const setup of choicesOf(SETUPS, values.setup))
      combinations.push({ setup, kind, seconds: outageSeconds })

const waiting = combinations.toSorted((a, b) => b.seconds - a.seconds)
const rows = new Map<Combination, Row>()
await Promise.all(Array.from({ length: AT_ONCE }, measureNext))
const results = combinations.flatMap((combination) => rows.get(combination) ?? [])
const broken = results.flatMap(brokenPromises)
if (values.json) console.log(JSON.stringify({ rate, redelivery: isRedelivered, rows: results, broken }))
else report()
process.exit(broken.length > 0 ? 1 : 0)

async function measureNext(): Promise<void> {
  for (let next = waiting.shift(); next; next = waiting.shift()) rows.set(next, await measure(next))
}

async function measure({ setup, kind, seconds }: Combination) {
  const name = `${setup}, ${kind} for ${seconds} s`
  const channelSecret = randomBytes(16).toString('hex')
  const line = await startFakeLine()
  const redis = setup === 'memory' ? undefined : await startRedisServer()
  const environment = {
    LINE_CHANNEL_SECRET: channelSecret,
    LINE_API_BASE_URL: line.url,
    ...(redis && { REDIS_URL: redis.url })
  }
  const outcomes: Counts = {}
  const web = await startBotProcess({ name: 'web', environment, outcomes })
  const worker =
    setup === 'redis+worker' && (await startBotProcess({ name: 'worker', environment, outcomes }))

  const sender = createSender({
    urls: [web.url],
    channelSecret,
    pausesMs: isRedelivered ? PAUSES_MS : [],
    onDelivery: line.deliver
  })
  const { events } = sender
  const acceptedAt = (id: string) => line.tokens.get(id)?.acceptedAt[0]
  const unanswered = () => events.filter(({ id }) => acceptedAt(id) === undefined)
  let phase = 'before'
  const progress = setInterval(() => {
    const answered = events.length - unanswered().length
    process.stderr.write(
      `${name}: ${phase} the outage, ${answered} of ${events.length} events have a reply\n`
    )
  }, 5_000)

  let isOver = false
  const sending = sender.run(rate, () => isOver)
  await sleep(BEFORE_MS)
  const beganAt = Date.now()
  await line.beginOutage(kind)
  phase = 'during'
  const health = await watchHealth(web.url, seconds)
  await line.endOutage()
  phase = 'after'
  const endedAt = Date.now()
  await sleep(AFTER_MS)
  isOver = true
  await sending
  const end = performance.now() + END_AFTER_MS
  while (unanswered().length > 0 && performance.now() < end) await sleep(50)

  clearInterval(progress)
  await sender.stop()
  for (const one of [web, worker]) if (one) await one.stop('SIGKILL')
  line.stop()
  await redis?.stop()

  const first = { 200: 0, 503: 0, other: 0 }
  for (const { answers } of events) {
    const status = answers[0]?.status
    first[status === 200 || status === 503 ? status : 'other']++
  }
  const tokens = [...line.tokens.values()]
  const calls = line.calls.filter((at) => at >= beganAt && at < endedAt)
  const met = events.filter(({ at }) => at < endedAt)
  return {
    setup,
    kind,
    seconds,
    events: events.length,
    /** the responses to the first delivery of each event */
    first,
    redeliveries: sum(events.map(({ answers }) => Math.max(0, answers.length - 1))),
    lostAfter200: unanswered().filter(isAcknowledged).length,
    unanswered: unanswered().length,
    answeredTwice: tokens.filter(({ acceptedAt }) => acceptedAt.length > 1).length,
    /** replies to events that already had one, which LINE rejects */
    repeatedReplies: sum(tokens.map(({ repeated }) => repeated)),
    /** requests to LINE during the outage, but not refused connections, which LINE cannot count */
    ...(kind !== 'refused' && { calls: calls.length, maxCallsPerSecond: maxPerSecond(calls) }),
    /** from the end of the outage to the last reply to an earlier event, in milliseconds */
    lastReplyMs: Math.max(0, ...met.map(({ id }) => (acceptedAt(id) ?? 0) - endedAt)),
    health,
    outcomes
  }
}

/** Polls `/health` once a second. Resolves with the number of times each response was received. */
async function watchHealth(url: string, seconds: number): Promise<Counts> {
  const counts: Counts = {}
  const startedAt = performance.now()
  const checks = Array.from({ length: seconds }, async (_, second) => {
    await sleep(second * 1_000 + 500)
    increment(counts, describeHealth(await healthOf(url)))
  })
  await Promise.all(checks)
  await sleep(Math.max(0, startedAt + seconds * 1_000 - performance.now()))
  return counts
}

function describeHealth({ status, body }: Awaited<ReturnType<typeof healthOf>>): string {
  if (status === 'none') return 'no response'
  const { status: state, message, line } = JSON.parse(body)
  return `${status} ${typeof state === 'string' ? state : message}${line === undefined ? '' : `, line ${line}`}`
}

function brokenPromises(row: Row): string[] {
  const broken: string[] = []
  const name = `${row.setup}, ${row.kind} for ${row.seconds} s`
  const lost = isRedelivered ? row.unanswered : row.lostAfter200
  const maxLost = row.setup === 'memory' ? 0 : rate * MAX_LOST_S
  if (lost > maxLost) broken.push(`${name}: ${lost} events got no reply; at most ${maxLost} are allowed`)
  if (row.answeredTwice > 0) broken.push(`${name}: ${row.answeredTwice} events answered twice`)
  if ((row.maxCallsPerSecond ?? 0) > MAX_CALLS_PER_SECOND)
    broken.push(
      `${name}: ${row.maxCallsPerSecond} calls to LINE in one second; at most ${MAX_CALLS_PER_SECOND} are allowed`
    )
  return broken
}

function report(): void {
  console.log(`${rate} events per second, redelivery ${values.redelivery}`)
  printTable(
    results.map((row) => ({
      setup: row.setup,
      outage: `${row.kind} ${row.seconds} s`,
      events: row.events,
      'at first 200': row.first[200],
      '… 503': row.first[503],
      '… other': row.first.other,
      redelivered: row.redeliveries,
      'lost after 200': row.lostAfter200,
      'no reply': row.unanswered,
      twice: row.answeredTwice,
      calls: row.calls ?? '-',
      'most/s': row.maxCallsPerSecond ?? '-',
      'last reply': `${(row.lastReplyMs / 1_000).toFixed(1)} s`,
      health: describeCounts(row.health)
    }))
  )
  for (const line of broken) console.log(line)
}

/** The highest number of calls in any second of the clock. */
function maxPerSecond(times: number[]): number {
  const counts: Counts = {}
  for (const at of times) increment(counts, String(Math.floor(at / 1_000)))
  return Math.max(0, ...Object.values(counts))
}
