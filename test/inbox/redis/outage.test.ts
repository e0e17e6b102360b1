import t from 'tap'
import { createApp } from '../../../src/app.ts'
import { createOutage } from '../../../src/line/outage.ts'
import {
  accepted,
  matches,
  senderOf,
  spawnWorker,
  startBot,
  startLine,
  textEvent,
  until
} from '../../helper.ts'
import { requireRedis, startBotOnRedis, startInbox, startRedis, storeEvent } from '../../redis.ts'

requireRedis(t)

const KEY = 'line-echobot:outage'
const healthOf = async (url: string) => (await fetch(`${url}/health`)).text()

t.test('while LINE is down, a webhook gets 200 only when its events are settled', async (t) => {
  const { line, redis, url, deliver, eventLog, log, textEvent } = await startBotOnRedis(t)
  line.faults.set({ status: 500 })
  const [first, second] = [textEvent('first'), textEvent('second')]
  const startedAt = Date.now()
  t.equal((await deliver(first)).status, 200, 'no attempt has failed yet')
  await until(() => redis.redis.exists(KEY))
  const since = Number(await redis.redis.get(KEY))
  t.ok(since >= startedAt && since <= Date.now(), `LINE is down since ${since}`)
  t.equal(await healthOf(url), '{"status":"ok","line":"unavailable"}')

  const answers = [await deliver(second), await deliver(second), await deliver(first)]
  t.same(
    answers.map(({ status }) => status),
    [503, 503, 503],
    'a redelivery, too'
  )
  // A busy machine may answer too late for 200, but not each time.
  await until(async () => (await deliver(line.create({ type: 'sticker' }))).status === 200)

  line.faults.clear()
  await Promise.all([eventLog(first, 'replied'), eventLog(second, 'replied')])
  await until(async () => ['over', null].includes(await redis.redis.get(KEY)))
  t.equal(await healthOf(url), '{"status":"ok"}')
  const again = [await deliver(first), await deliver(second), await deliver(textEvent('third'))]
  t.same(
    again.map(({ status }) => status),
    [200, 200, 200]
  )
  await until(() => line.accepted().length === 3)
  t.same([line.accepted(first).length, line.accepted(second).length], [1, 1])
  t.notOk(log.some(({ outcome }) => outcome === 'failed'))
})

t.test('a webhook that waits for the end of an outage gets 200 however short that end is', async (t) => {
  const { url, redis } = await startRedis(t)
  const outage = createOutage()
  const limits = { deadline: Date.now() + 60_000 }
  const attempt = (verdict: 'accepted' | 'unavailable') =>
    outage.observe(limits, async () => ({ verdict, attempts: 1, mayHaveBeenDelivered: false }))
  const { inbox } = await startInbox(t, url, {
    outage,
    processEvent: () => new Promise(() => {}), // LINE does not answer
    reportOutcome: () => {}
  })
  await attempt('unavailable')
  t.equal(outage.state(), 'suspected')

  const delivery = { reqId: 'req-1', receivedAt: Date.now(), bytes: 300 }
  const [stored] = accepted(inbox.receive([textEvent('waits')], delivery, 30_000))
  await until(async () => (await redis.llen('line-echobot:events:active')) === 1)
  await attempt('accepted')
  await attempt('unavailable')
  t.same(await stored, { outcome: 'stored' })
  t.equal(outage.state(), 'suspected', 'the next outage has begun')

  const [other] = accepted(inbox.receive([textEvent('another')], delivery, 200))
  matches(t, await other, { outcome: 'failed', reason: 'line-unavailable' })
})

t.test('an outage that a worker finds is known to the process that answers webhooks', async (t) => {
  const line = await startLine(t)
  const redis = await startRedis(t)
  const { promise: released, resolve: release } = Promise.withResolvers<[]>()
  let isBusy = false
  const busy = () => {
    isBusy = true
    return released
  }
  // It handles one event at a time, and is busy with the first: it sends no reply.
  const environment = { REDIS_URL: redis.url, WORKER_CONCURRENCY: '1', LOG_LEVEL: 'debug' }
  const web = await startBot(t, line, environment, (options) =>
    createApp({ ...options, createHandlers: () => ({ 'message.text': busy }) })
  )
  const { textEvent } = senderOf(line)
  t.equal((await web.deliver(textEvent('busy'))).status, 200)
  await until(() => isBusy)
  const worker = await spawnWorker(t, line, { REDIS_URL: redis.url })

  line.faults.set({ status: 500 })
  const [first, second] = [textEvent('first'), textEvent('second')]
  t.equal((await web.deliver(first)).status, 200)
  await until(() => redis.redis.exists(KEY))
  t.equal((await web.deliver(second)).status, 503)
  t.equal(await healthOf(web.url), '{"status":"ok","line":"unavailable"}')

  line.faults.clear()
  await until(() => line.accepted().length === 2)
  await until(async () => ['over', null].includes(await redis.redis.get(KEY)))
  await until(async () => (await healthOf(web.url)) === '{"status":"ok"}')
  const answers = [await web.deliver(second), await web.deliver(textEvent('third'))]
  t.same(
    answers.map(({ status }) => status),
    [200, 200]
  )
  await until(() => line.accepted().length === 3)
  await worker.says(second.webhookEventId)
  t.notOk(
    web.log.some(({ outcome }) => outcome === 'replied'),
    'the worker replied to all'
  )
  release([])
})

t.test('a process that starts during an outage knows since when LINE is down', async (t) => {
  const line = await startLine(t)
  const redis = await startRedis(t)
  await redis.redis.set(KEY, Date.now() - 10_000)
  const { url, deliver } = await startBot(t, line, { REDIS_URL: redis.url })
  t.equal(await healthOf(url), '{"status":"ok","line":"unavailable"}')

  line.faults.set({ latencyMs: 1_000 }) // the outage lasts until all the webhooks have arrived
  const events = Array.from({ length: 8 }, () => line.create({ type: 'text' })).flat()
  const answers = await Promise.all(events.map((event) => deliver(event)))
  const safe = answers.filter(({ status }) => status === 200)
  t.ok(safe.length <= 5, 'five webhooks wait, the others get 503 at once')
  for (const event of events) await until(async () => (await deliver(event)).status === 200)
  await until(() => line.accepted().length === 8)
  await until(async () => ['over', null].includes(await redis.redis.get(KEY)))
})

t.test('an event that LINE redelivers while it waits has a new deadline', async (t) => {
  const { line, redis, deliver, eventLog, log, textEvent } = await startBotOnRedis(t)
  line.faults.set({ status: 500 })
  const event = textEvent('in a hurry')
  const receivedAt = Date.now() - 46_000 // its first deadline is in 4 seconds
  await storeEvent(redis.redis, event, receivedAt)
  await until(() => redis.redis.exists(KEY))
  t.equal((await deliver(event)).status, 503)
  await until(() => Date.now() > receivedAt + 50_500)
  line.faults.clear()
  await eventLog(event, 'replied')
  t.notOk(log.some(({ outcome }) => outcome === 'failed'))
  t.equal(line.accepted(event).length, 1)
})

t.test('a silence of LINE that is over is over for all processes', async (t) => {
  const { line, redis, url, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  const event = textEvent('slow')
  line.misbehave(event, { latencyMs: 2_500 })
  t.equal((await deliver(event)).status, 200)
  await until(() => redis.redis.exists(KEY))
  await eventLog(event, 'replied')
  await until(async () => ['over', null].includes(await redis.redis.get(KEY)))
  await until(async () => (await healthOf(url)) === '{"status":"ok"}')
})

t.test('an outage is known for six seconds after its last failure, not its first', async (t) => {
  const { line, redis, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  line.faults.set({ status: 500 })
  const event = textEvent('hello')
  t.equal((await deliver(event)).status, 200)
  await until(() => redis.redis.exists(KEY))
  const startedAt = performance.now()
  await until(() => performance.now() - startedAt > 10_000)
  t.ok(await redis.redis.exists(KEY))
  line.faults.clear()
  await eventLog(event, 'replied')
})
