import type { webhook } from '@line/bot-sdk'
import type { EventSpec } from 'line-platform-simulator'
import t from 'tap'
import type { Result } from '../../../src/inbox/outcome.ts'
import {
  accepted,
  freePort,
  HANG_LIMIT_MS,
  matches,
  senderOf,
  startBot,
  startLine,
  textEvent,
  until
} from '../../helper.ts'
import { requireRedis, startBotOnRedis, startInbox, startRedis } from '../../redis.ts'

requireRedis(t)

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const FAILED = 'line-echobot:events:failed'
const REPLIED: Result = { outcome: 'replied', tries: 1 }
const deliveryNow = () => ({ reqId: 'req-1', receivedAt: Date.now(), bytes: 300 })

/** How long Redis keeps each kind of the bot's own keys. */
const KEPT_FOR_MS: Record<string, number> = {
  bot: 15 * SECOND_MS,
  'events:unsent': 30 * MINUTE_MS,
  outage: 6 * SECOND_MS,
  redelivered: MINUTE_MS,
  settled: 40 * MINUTE_MS,
  stored: 40 * MINUTE_MS
}

t.test('all that the bot keeps in Redis beside its jobs is forgotten in time', async (t) => {
  const {
    line,
    redis: { redis },
    deliver,
    eventLog
  } = await startBotOnRedis(t)
  const [settled, waits] = line.create({ type: 'text' }, { type: 'text' }) as [webhook.Event, webhook.Event]
  const { id: messageId } = (settled as webhook.MessageEvent).message
  await deliver([settled, ...line.create({ type: 'unsend', messageId } as EventSpec)])
  await eventLog(settled, 'replied')
  line.faults.set({ status: 503 })
  await deliver(waits)
  await eventLog(waits, 'postponed')
  await deliver(waits)
  for (const [kind, keptForMs] of Object.entries(KEPT_FOR_MS)) {
    const keys = await redis.keys(`line-echobot:${kind}*`)
    const found = keys.filter((key) => key !== 'line-echobot:settled-count')
    t.ok(found.length > 0, kind)
    for (const key of found) {
      const ttl = await redis.pttl(key)
      t.ok(ttl > keptForMs / 20 && ttl <= keptForMs, `${key}: ${ttl} ms`)
    }
  }
})

t.test('a failed event is kept for a day, also when another one fails', async (t) => {
  const { url, redis } = await startRedis(t)
  const keep = async (jobId: string, hours: number) => {
    await redis.zadd(FAILED, Date.now() - hours * HOUR_MS, jobId)
    await redis.hset(`line-echobot:events:${jobId}`, { data: '{}', finishedOn: '1' })
  }
  await keep('of today', 23)
  await keep('of yesterday', 25)
  const { inbox } = await startInbox(t, url, {
    processEvent: async () => ({ outcome: 'ignored', reason: 'expired' }),
    reportOutcome: () => {}
  })
  await until(async () => (await redis.zcard(FAILED)) === 1)
  await keep('of yesterday', 25)
  const event = textEvent('fails')
  await Promise.all(accepted(inbox.receive([event], deliveryNow())))
  await until(async () => (await redis.zscore(FAILED, `event-${event.webhookEventId}`)) !== null)
  t.same(await redis.zrange(FAILED, '0', '-1'), ['of today', `event-${event.webhookEventId}`])
})

t.test('after Redis did not take events, it is not asked to take more for a second', async (t) => {
  const { url } = await startRedis(t, ['--rename-command', 'SADD', ''])
  const { inbox } = await startInbox(t, url, { processEvent: async () => REPLIED, reportOutcome: () => {} })
  await until(() => inbox.unavailableReason() === undefined)
  const received = inbox.receive([textEvent('no'), textEvent('neither')], deliveryNow())
  matches(
    t,
    await Promise.all(accepted(received)),
    Array(2).fill({ outcome: 'failed', reason: 'not-stored' })
  )
  matches(t, inbox.receive([textEvent('next')], deliveryNow()), {
    unavailable: /^Redis does not accept events: /
  })
  await until(() => inbox.unavailableReason() === undefined)
})

t.test('events that wait when a process stops are another one’s, and were not attempted', async (t) => {
  const { url, redis } = await startRedis(t)
  const attempts: [by: string, id: string, mayHaveBeenDelivered: boolean][] = []
  const outcomes: string[] = []
  const start = async (by: string) => {
    const { inbox } = await startInbox(t, url, {
      processEvent: async ({ id }, { mayHaveBeenDelivered }) => {
        attempts.push([by, id, mayHaveBeenDelivered])
        return { outcome: 'rejected', status: 400, tries: 1 }
      },
      reportOutcome: (_, { outcome }) => outcomes.push(outcome)
    })
    return inbox
  }
  const first = await start('first')
  const events = Array.from({ length: 200 }, (_, i) => textEvent(`${i}`))
  await Promise.all(accepted(first.receive(events, deliveryNow())))
  t.equal(await first.drain(HANG_LIMIT_MS), 0)
  const left = events.length - attempts.length
  t.ok(left > 0, 'it left some')
  t.same(await redis.lrange('line-echobot:events:active', 0, -1), [], 'and gave back what it had taken')
  await first.close()
  await start('second')
  await until(() => outcomes.length === 2 * events.length)
  t.same(attempts.map(([, id]) => id).sort(), events.map(({ webhookEventId }) => webhookEventId).sort())
  t.equal(attempts.filter(([by]) => by === 'second').length, left)
  t.same(
    attempts.filter(([, , mayHaveBeenDelivered]) => mayHaveBeenDelivered),
    []
  )
  t.same(outcomes.sort(), [...Array(200).fill('rejected'), ...Array(200).fill('stored')])
})

t.test('BullMQ keeps no log of its own in Redis, also when the bot was there first', async (t) => {
  const line = await startLine(t)
  const port = await freePort()
  const bot = await startBot(t, line, { REDIS_URL: `redis://127.0.0.1:${port}` })
  const { redis } = await startRedis(t, [], port)
  await until(async () => (await fetch(`${bot.url}/health`)).status === 200)
  const { textEvent, deliver } = senderOf(line)
  await deliver(Array.from({ length: 100 }, (_, i) => textEvent(`${i}`)))
  await until(() => line.accepted().length === 100)
  const length = await redis.xlen('line-echobot:events:events')
  t.ok(length < 200, `${length} entries after 100 events, of which each has four or more`)
})
