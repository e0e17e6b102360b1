import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { type ReplyEvent, senderOf, startBot, startLine, until } from '../../helper.ts'
import { requireRedis, startRedis } from '../../redis.ts'

requireRedis(t)

const MINUTE_MS = 60_000
/** A reply token that is good for so long, because its event happened nearly 20 minutes ago. */
const dyingIn = (ms: number) => ({ timestamp: Date.now() - 20 * MINUTE_MS + ms })
const oldKey = (jobId: string) => `line-echobot:events:${jobId}`

/** Stores a job as the version before did: a hash with its data, and perhaps the time of the last delivery. */
async function storeAsBefore(redis: Redis, jobId: string, data: string, lastDeliveredAt?: number) {
  await redis.hset(oldKey(jobId), { data, ...(lastDeliveredAt && { timestamp: lastDeliveredAt }) })
  await redis.lpush('line-echobot:events:wait', jobId)
  await redis.incr('line-echobot:events:id')
  await redis.zadd('line-echobot:events:marker', 0, '0')
}

async function startAfterUpgrade(t: Test) {
  const line = await startLine(t)
  const { url, redis } = await startRedis(t)
  const start = () => startBot(t, line, { REDIS_URL: url, LOG_LEVEL: 'debug' })
  const store = (event: ReplyEvent, { receivedAt = Date.now(), lastDeliveredAt = 0 } = {}) => {
    const data = { event, delivery: { reqId: 'req-1', receivedAt, bytes: 300 } }
    return storeAsBefore(redis, event.webhookEventId, JSON.stringify(data), lastDeliveredAt)
  }
  return { line, redis, start, store, ...senderOf(line) }
}

type Log = Awaited<ReturnType<typeof startBot>>['log']
const outcomesIn = (log: Log, { webhookEventId }: ReplyEvent) =>
  log.filter((record) => record.webhookEventId === webhookEventId).map(({ outcome }) => outcome)

t.test('an event that an earlier version stored is replied to, before the start and after it', async (t) => {
  const { line, redis, start, store, textEvent } = await startAfterUpgrade(t)
  const events = ['before', 'after', 'delivered again'].map((text) => textEvent(text))
  const [before, after, again] = events as [ReplyEvent, ReplyEvent, ReplyEvent]
  const minuteAgo = Date.now() - MINUTE_MS
  await store(before)
  await store(again, { receivedAt: minuteAgo, lastDeliveredAt: Date.now() })
  const { log } = await start()
  await store(after)
  await until(async () => (await redis.keys(oldKey('01*'))).length === 0)
  for (const event of events) t.same(outcomesIn(log, event), ['replied'])
  t.same(line.repliedTo().sort(), events.map(({ webhookEventId }) => webhookEventId).sort())
})

t.test(
  'an event that waited too long is not sent to LINE, and is replied to when LINE delivers it again',
  async (t) => {
    const { line, redis, start, store, textEvent, deliver } = await startAfterUpgrade(t)
    const event = textEvent('late')
    await store(event, { receivedAt: Date.now() - MINUTE_MS })
    const { log, eventLog } = await start()
    await until(async () => (await redis.zcard(oldKey('failed'))) === 1)
    t.same(line.calls(), [])
    t.equal((await deliver(event)).status, 200)
    await eventLog(event, 'replied')
    t.same(outcomesIn(log, event), ['ignored', 'stored', 'replied'])
    t.same(line.repliedTo(), [event.webhookEventId])
  }
)

t.test('an event that an earlier version stored is tried again while LINE fails', async (t) => {
  const { line, redis, start, store, textEvent } = await startAfterUpgrade(t)
  const event = textEvent('again')
  line.misbehave(event, { status: 500 }, { status: 500 })
  await store(event)
  const { log } = await start()
  await until(async () => (await redis.exists(oldKey(event.webhookEventId))) === 0)
  t.equal(line.calls(event).length, 3)
  t.same(
    outcomesIn(log, event).filter((outcome) => outcome !== 'postponed'),
    ['replied']
  )
})

t.test('an event whose reply token dies is kept among the failed', async (t) => {
  const { line, redis, start, store, textEvent } = await startAfterUpgrade(t)
  const event = textEvent('failed', dyingIn(3_000))
  line.faults.set({ status: 503 })
  await store(event)
  const { log } = await start()
  await until(async () => (await redis.zcard(oldKey('failed'))) === 1)
  t.same(await redis.zrange(oldKey('failed'), '0', '-1'), [event.webhookEventId])
  t.equal(outcomesIn(log, event).at(-1), 'failed')
})

t.test('a job whose data is not JSON is removed, and holds no event up', async (t) => {
  const { line, redis, start, store, textEvent } = await startAfterUpgrade(t)
  const [first, last] = [textEvent('first'), textEvent('last')]
  await store(first)
  await storeAsBefore(redis, 'half', '{"event":')
  await store(last)
  const { log } = await start()
  await until(() => line.repliedTo().length === 2)
  await until(async () => !(await redis.exists(oldKey('half'))))
  await until(() => log.some(({ key }) => key))
  t.same(
    log.filter(({ key }) => key).map(({ level, key }) => [level, key]),
    [['error', oldKey('half')]]
  )
  t.same(await redis.lrange(oldKey('active'), 0, -1), [])
  t.same(line.repliedTo().sort(), [first, last].map(({ webhookEventId }) => webhookEventId).sort())
})
