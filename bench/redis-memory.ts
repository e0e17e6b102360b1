/**
 * Measures the memory that an event takes in Redis while it waits, while it is handled, while it waits for a retry, as a
 * dead letter, and as a remembered id. The limits in `src/inbox/redis/capacity.ts` are based on these figures. Starts its
 * own redis-server; ends by itself.
 *
 *     npm run bench -- redis-memory
 */
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { webhook } from '@line/bot-sdk'
import type { JobType } from 'bullmq'
import { Redis } from 'ioredis'
import { identify } from '../src/inbox/identify.ts'
import { internalFailure, type Result } from '../src/inbox/outcome.ts'
import { addJob, openQueue } from '../src/inbox/redis/queue.ts'
import { createRedisWorker } from '../src/inbox/redis/worker.ts'
import type { ProcessEvent } from '../src/inbox/types.ts'
import { createProblemReport } from '../src/redis/errors.ts'
import { showHelp } from './help.ts'
import { startRedisServer } from './redis-server.ts'

const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } })
if (values.help) showHelp(import.meta.filename)

const EVENTS = 4_000
const MAX_DEAD_LETTERS = 1_000
const { url } = await startRedisServer()
const redis = new Redis(url)
await once(redis, 'ready')
const queue = openQueue(redis)
const log = { info() {}, warn() {}, error() {} }

const usedMemory = async () => Number((await redis.info('memory')).match(/used_memory:(\d+)/)?.[1])
const row = (name: string, bytes: number) =>
  console.log(`${name.padEnd(52)} ${bytes.toFixed(0).padStart(6)} bytes`)

const failure = { outcome: 'failed', mayHaveBeenDelivered: true, tries: 1, status: 500 } as const
const unavailable = async (): Promise<Result> => ({ ...failure, reason: 'line-unavailable' })

await store(1_000) // fills Redis's fixed memory for scripts and connections
await handleAll(unavailable, 'delayed', 1_000)
await redis.flushall()
const empty = await usedMemory()

const { dataBytes } = await store(EVENTS)
row('data of a text event', dataBytes)
row('waiting', ((await usedMemory()) - empty) / EVENTS)
await grownTo('being handled', () => new Promise(() => {}), 'active')
await store(EVENTS)
await grownTo('waiting for a retry', unavailable, 'delayed')

await store(EVENTS)
await grownTo('dead letter', async () => internalFailure('x'), 'failed')

for (const perSecond of [10, 60, 300, 1_000]) {
  const ids = perSecond * 40 * 60 // the sets of 17 minutes each, kept for half an hour after the last addition
  await redis.flushall()
  const before = await usedMemory()
  for (let stored = 0; stored < ids; stored += 10_000) {
    const pipeline = redis.pipeline()
    for (let i = 0; i < Math.min(10_000, ids - stored); i++) {
      const set = `01KAXR${i % 3}:${randomInt(2_048)}`
      const member = randomBytes(8).readBigInt64BE().toString()
      for (const kind of ['stored', 'settled']) {
        pipeline.sadd(`line-echobot:${kind}:${set}`, member)
        if (stored === 0) pipeline.expire(`line-echobot:${kind}:${set}`, 3_600)
      }
    }
    await pipeline.exec()
  }
  row(`remembered event, at ${perSecond} events per second`, ((await usedMemory()) - before) / ids)
}
process.exit()

async function store(count: number) {
  const jobs = await Promise.all(
    Array.from({ length: count }, () =>
      addJob(queue, identify(textEvent(ulid()) as webhook.Event), DELIVERY())
    )
  )
  return { dataBytes: jobs.reduce((sum, { data }) => sum + JSON.stringify(data).length, 0) / count }
}

/** Prints the memory that each event takes in the given state. */
async function grownTo(name: string, processEvent: ProcessEvent, state: 'active' | 'delayed' | 'failed') {
  await handleAll(processEvent, state, state === 'failed' ? MAX_DEAD_LETTERS : EVENTS)
  const events = await queue.getJobCountByTypes(state)
  row(name, ((await usedMemory()) - empty) / events)
  await redis.flushall()
}

async function handleAll(processEvent: ProcessEvent, state: JobType, events: number): Promise<void> {
  const worker = createRedisWorker({
    url,
    rejectUnauthorized: true,
    log,
    reportProblem: createProblemReport(log),
    processEvent,
    reportOutcome: () => {},
    concurrency: EVENTS,
    eventsPerSecond: 1_000_000
  })
  await worker.take(true)
  while ((await queue.getJobCountByTypes(state)) < events) await sleep(1)
  if (state === 'failed') while ((await queue.getJobCountByTypes('waiting', 'active')) > 0) await sleep(1)
  await worker.close()
  await sleep(100) // Redis frees the connections
}

function DELIVERY() {
  return { reqId: 'req-1a2b', receivedAt: Date.now(), bytes: 600 }
}

/** A random id of the same length as LINE's. */
function textEvent(webhookEventId: string) {
  return {
    type: 'message',
    message: {
      type: 'text',
      id: '468789577898262530',
      quoteToken: randomBytes(48).toString('base64url'),
      markAsReadToken: randomBytes(30).toString('base64url'),
      text: 'The quick brown fox jumps over the lazy dog'
    },
    webhookEventId,
    deliveryContext: { isRedelivery: false },
    timestamp: Date.now(),
    source: { type: 'user', userId: `U${randomBytes(16).toString('hex')}` },
    replyToken: randomBytes(16).toString('hex'),
    mode: 'active'
  }
}

function ulid(): string {
  const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
  return `01KAXR${Array.from({ length: 20 }, () => ALPHABET[randomInt(32)]).join('')}`
}
