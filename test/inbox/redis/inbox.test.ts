import type { webhook } from '@line/bot-sdk'
import type { EventSpec } from 'line-platform-simulator'
import t, { type Test } from 'tap'
import { jobIdOf, openQueue, retryFailed } from '../../../src/inbox/redis/queue.ts'
import {
  matches,
  type ReplyEvent,
  senderOf,
  spawnBot,
  spawnProcess,
  spawnWorker,
  startBot,
  startLine,
  until
} from '../../helper.ts'
import { jobKey, requireRedis, startBotOnRedis, startRedis, storeEvent } from '../../redis.ts'

requireRedis(t)

const MINUTE = 60_000
/** Makes an event's reply token die so many milliseconds from now. */
const dyingIn = (life: number) => ({ timestamp: Date.now() - 20 * MINUTE + life })

/** LINE says that a message was unsent. */
const unsendOf = (event: ReplyEvent): EventSpec => ({
  type: 'unsend',
  messageId: (event as unknown as webhook.MessageEvent).message.id
})

/** An event of LINE's that can be stored before there is a bot. */
async function storeBeforeStart(t: Test) {
  const line = await startLine(t)
  const redis = await startRedis(t)
  const event = senderOf(line).textEvent('stored before')
  const store = (receivedAt: number) => storeEvent(redis.redis, event, receivedAt)
  return { line, redis, event, store }
}

t.test('answers 200 when Redis has the events, and replies to each', async (t) => {
  const { line, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  const events = [textEvent('a'), textEvent('b'), ...line.create({ type: 'sticker' })]
  matches(t, await deliver(events), { status: 200 })
  matches(t, await eventLog(events[0] as never), { level: 'debug', outcome: 'stored' })
  const replied = await eventLog(events[0] as never, 'replied')
  matches(t, replied, { level: 'info', kind: 'message.text', tries: 1, ms: Number, reqId: /^req-/ })
  await eventLog(events[1] as never, 'replied')
  matches(t, await eventLog(events[2] as never, 'ignored'), { reason: 'unsupported' })
  matches(t, line.accepted(events[0]), [{ messages: [{ text: 'a' }] }])
})

t.test('does not wait for LINE: a slow one delays no webhook', async (t) => {
  const { line, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  line.faults.set({ latencyMs: 1_900 })
  const slow = textEvent('slow')
  t.equal((await deliver(slow)).status, 200, 'the answer to a webhook that waits longer is 503')
  await eventLog(slow, 'replied')
})

t.test('handles an event once, however often and wherever it comes', async (t) => {
  const { line, redis, url, deliver, eventLog, log, textEvent } = await startBotOnRedis(t)
  const other = await startBot(t, line, { REDIS_URL: redis.url })
  const event = textEvent('once')
  line.misbehave(event, { latencyMs: 300 })
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, i) => deliver(event, i % 2 ? url : other.url))
  )
  t.same(new Set(answers.map(({ status }) => status)), new Set([200]))
  await until(() => line.accepted(event).length === 1)
  t.equal((await deliver(event)).status, 200, 'and when it is settled, too')
  matches(t, await eventLog(event, 'duplicate'), { level: 'info' })
  t.equal(
    log.filter(({ outcome }) => outcome === 'replied').length +
      other.log.filter(({ outcome }) => outcome === 'replied').length,
    1
  )
  t.equal(line.calls(event).length, 1)
})

t.test('an event whose id is a number is an event like others', async (t) => {
  const { line, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  const event = textEvent('7', { webhookEventId: '7' })
  t.equal((await deliver(event)).status, 200)
  await eventLog(event, 'replied')
  t.equal(line.accepted(event).length, 1)
})

t.test('what is settled leaves its id behind for 40 minutes, and nothing else', async (t) => {
  const { redis, deliver, eventLog, log, textEvent } = await startBotOnRedis(t)
  const event = textEvent('my dearest secret')
  await deliver(event)
  await eventLog(event, 'replied')
  await until(async () => !(await redis.redis.exists(jobKey(event))))
  for (const kind of ['stored', 'settled']) {
    const [ids = '', ...more] = await redis.redis.keys(`line-echobot:${kind}:*`)
    t.same(more, [])
    const ttl = await redis.redis.pttl(ids)
    t.ok(ttl > 39 * MINUTE && ttl <= 40 * MINUTE, `${ttl} ms`)
    t.equal(await redis.redis.object('ENCODING', ids), 'intset', 'in 8 bytes')
  }
  const content = await redis.content()
  for (const part of [
    'secret',
    event.replyToken,
    event.source && 'userId' in event.source && event.source.userId
  ]) {
    t.notOk(content.includes(String(part)), `nothing of ${part}`)
    t.notOk(JSON.stringify(log).includes(String(part)), `nothing of ${part} in the log`)
  }
})

t.test('what a user unsent goes from among the failed events, and its neighbours stay', async (t) => {
  const { line, redis, deliver, eventLog, log, textEvent } = await startBotOnRedis(t)
  const [secret, other] = [textEvent('my dearest secret', dyingIn(3_000)), textEvent('ok', dyingIn(3_000))]
  line.faults.set({ status: 503 })
  t.equal((await deliver([secret, other])).status, 200)
  await Promise.all([eventLog(secret, 'failed'), eventLog(other, 'failed')])
  await until(async () => (await redis.redis.zcard('line-echobot:events:failed')) === 2)
  t.match(await redis.content(), 'secret', 'it is kept, in case of a redelivery')

  const odd = line.create({ type: 'unsend', override: { unsend: null } })
  t.equal((await deliver([...line.create(unsendOf(secret)), ...odd])).status, 200)
  t.equal(await redis.redis.zcard('line-echobot:events:failed'), 1)
  t.notMatch(await redis.content(), 'secret')
  t.notMatch(JSON.stringify(log), 'secret')
  matches(t, await redis.redis.zrange('line-echobot:events:failed', '0', '-1'), [
    `event-${other.webhookEventId}`
  ])
})

t.test('what a user unsends while it is tried again is not kept when it fails', async (t) => {
  const { line, redis, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  const event = textEvent('my dearest secret', dyingIn(6_000))
  line.faults.set({ status: 503 })
  await deliver(event)
  await eventLog(event, 'postponed')
  await deliver(line.create(unsendOf(event)))
  await eventLog(event, 'failed')
  await until(async () => !(await redis.redis.exists(jobKey(event))))
  t.equal(await redis.redis.zcard('line-echobot:events:failed'), 0)
  t.notMatch(await redis.content(), 'secret')
})

// They wait more than they work: side by side.
t.test('what takes its time', { jobs: 3 }, async (t) => {
  t.test('a killed process: another takes its events over, and knows what may have been said', async (t) => {
    const line = await startLine(t)
    const redis = await startRedis(t)
    const environment = { REDIS_URL: redis.url }
    const first = await spawnBot(t, line, environment)
    const { textEvent, deliver } = senderOf(line)
    const [said, unsaid] = [textEvent('said'), textEvent('unsaid')]
    line.misbehave(said, { latencyMs: 500 }) // LINE accepts it after the kill
    line.misbehave(unsaid, { latencyMs: 500, drop: 'before' })
    t.equal((await deliver([said, unsaid])).status, 200)
    await until(() => line.exchanges.list().length >= 0 && line.faults.list().length === 0)
    first.child.kill('SIGKILL')
    const second = await startBot(t, line, environment)
    matches(t, await second.eventLog(said, 'unconfirmed'), { status: 400 })
    matches(t, await second.eventLog(unsaid, 'replied'), { status: 200 })
    t.equal(line.accepted(said).length, 1)
  })

  t.test('a worker handles events, and takes none when it stops', async (t) => {
    const line = await startLine(t)
    const redis = await startRedis(t)
    const environment = { REDIS_URL: redis.url }
    const bot = await spawnBot(t, line, environment)
    const worker = await spawnWorker(t, line, environment)
    const { textEvent, deliver } = senderOf(line)
    line.faults.set({ latencyMs: 1_000 })
    const events = Array.from({ length: 40 }, (_, i) => textEvent(`${i}`))
    for (const event of events) t.equal((await deliver(event)).status, 200)
    await until(() => line.exchanges.list().length > 0)
    worker.child.kill('SIGTERM')
    bot.child.kill('SIGTERM')
    t.same(await worker.exited, [0, null])
    t.same(await bot.exited, [0, null])
    const isEnd = /"outcome":"(?:replied|unconfirmed)"/g // unconfirmed: this machine was too slow for an attempt
    const endsIn = ({ output }: { output(): string }) => output().match(isEnd)?.length ?? 0
    const handled = endsIn(worker) + endsIn(bot)
    t.ok(endsIn(worker) > 0, 'the worker had its share')
    t.equal(line.accepted().length, handled)
    const next = await spawnBot(t, line, environment)
    await until(() => line.accepted().length === 40)
    // What was left is done by the next, whose log may come a little later.
    await until(() => endsIn(next) === 40 - handled)
  })

  t.test('tries again while LINE does not answer or fails, and says so once', async (t) => {
    const { line, deliver, eventLog, log, textEvent } = await startBotOnRedis(t)
    const event = textEvent('again')
    line.misbehave(event, { status: 500 }, { status: 429 }, { drop: 'before' })
    t.equal((await deliver(event)).status, 200)
    matches(t, await eventLog(event, 'postponed'), { level: 'warn', reason: 'line-unavailable', status: 500 })
    await eventLog(event, 'replied')
    t.equal(line.calls(event).length, 4)
    t.equal(log.filter(({ outcome }) => outcome === 'postponed').length, 1)
  })

  t.test(
    'an event that was taken, and whose end is not known, is kept among the failed when it is too late',
    async (t) => {
      const line = await startLine(t)
      const redis = await startRedis(t)
      const first = await spawnBot(t, line, { REDIS_URL: redis.url })
      const { textEvent, deliver } = senderOf(line)
      const event = textEvent('taken', dyingIn(3_000))
      line.misbehave(event, { latencyMs: 60_000 })
      t.equal((await deliver(event)).status, 200)
      await until(() => line.faults.list().length === 0)
      first.child.kill('SIGKILL')
      const second = await startBot(t, line, { REDIS_URL: redis.url })
      matches(t, await second.eventLog(event, 'failed'), {
        level: 'error',
        reason: 'interrupted',
        msg: /LINE may have/
      })
      await until(async () => (await redis.redis.zcard('line-echobot:events:failed')) === 1)
    }
  )
})

t.test('does not try again what LINE refuses for good', async (t) => {
  const { line, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  const event = textEvent('no')
  line.misbehave(event, { status: 400, message: 'Invalid reply token' })
  t.equal((await deliver(event)).status, 200, 'it was safe')
  matches(t, await eventLog(event, 'rejected'), {
    level: 'warn',
    status: 400,
    message: 'Invalid reply token'
  })
  t.equal((await deliver(event)).status, 200)
  await eventLog(event, 'duplicate')
  t.equal(line.calls(event).length, 1)
})

t.test('recognises that a try without an answer had worked', async (t) => {
  const { line, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  const event = textEvent('perhaps')
  line.misbehave(event, { drop: 'after' }, { status: 500 })
  await deliver(event)
  matches(t, await eventLog(event, 'unconfirmed'), { status: 400 })
  t.equal(line.accepted(event).length, 1)
})

t.test(
  'gives up when the reply token dies, keeps the event, and tries again when LINE delivers it again',
  async (t) => {
    const { line, redis, deliver, eventLog, log, textEvent } = await startBotOnRedis(t)
    const event = textEvent('in a hurry', dyingIn(2_000))
    line.faults.set({ status: 503 })
    t.equal((await deliver(event)).status, 200)
    matches(t, await eventLog(event, 'failed'), { level: 'error', reason: 'line-unavailable' })
    t.equal(log.filter(({ outcome }) => outcome === 'failed').length, 1)
    await until(async () => (await redis.redis.zcard('line-echobot:events:failed')) === 1)
    await until(() => Date.now() > Number(event.timestamp) + 20 * MINUTE)
    line.faults.clear()
    t.equal((await deliver({ ...event, timestamp: Date.now() })).status, 200)
    matches(t, await eventLog(event, 'rejected'), { status: 400 }, 'LINE had the last word')
    await until(async () => (await redis.redis.zcard('line-echobot:events:failed')) === 0)
  }
)

t.test('says loudly that LINE refuses the access token', async (t) => {
  const { deliver, eventLog, textEvent } = await startBotOnRedis(t, { LINE_CHANNEL_ACCESS_TOKEN: 'wrong' })
  const event = textEvent('in a hurry', dyingIn(6_000))
  t.equal((await deliver(event)).status, 200)
  matches(t, await eventLog(event, 'postponed'), { reason: 'credentials', msg: /LINE_CHANNEL_ACCESS_TOKEN/ })
  matches(t, await eventLog(event, 'failed'), { level: 'error', reason: 'credentials' })
})

t.test(
  'an event that nobody took in time is not sent to LINE, and is replied to when LINE delivers it again',
  async (t) => {
    const { redis, line, event, store } = await storeBeforeStart(t)
    await store(Date.now() - 50_000)
    const bot = await startBot(t, line, { REDIS_URL: redis.url })
    matches(t, await bot.eventLog(event, 'ignored'), { level: 'warn', reason: 'expired', msg: /too late/ })
    t.equal(line.calls(event).length, 0)
    await until(async () => (await redis.redis.zcard('line-echobot:events:failed')) === 1)
    t.equal((await bot.deliver(event)).status, 200)
    matches(t, await bot.eventLog(event, 'replied'), { tries: 1 })
    await until(async () => (await redis.redis.zcard('line-echobot:events:failed')) === 0)
  }
)

t.test('an event that still waits when LINE delivers it again has a new deadline', async (t) => {
  const { redis, line, event, store } = await storeBeforeStart(t)
  await store(Date.now() - 50_000)
  const queue = openQueue(redis.redis)
  await queue.pause()
  const bot = await startBot(t, line, { REDIS_URL: redis.url, LOG_LEVEL: 'debug' })
  t.equal((await bot.deliver(event)).status, 200)
  await bot.eventLog(event, 'duplicate')
  await queue.resume()
  matches(t, await bot.eventLog(event, 'replied'), { tries: 1 })
})

t.test('an event that LINE delivers again while it is tried has a new deadline', async (t) => {
  const { redis, line, event, store } = await storeBeforeStart(t)
  line.misbehave(event, { latencyMs: 4_000, status: 503 }, { latencyMs: 4_000, status: 503 })
  await store(Date.now() - 43_000) // its first deadline is in 7 seconds
  const bot = await startBot(t, line, { REDIS_URL: redis.url })
  await until(() => line.faults.list().length === 1)
  t.equal((await bot.deliver(event)).status, 200)
  matches(t, await bot.eventLog(event, 'replied'), { tries: 1 })
  t.notOk(bot.log.some(({ outcome }) => outcome === 'failed'))
})

t.test('answers an event that was 20 minutes old when it came: LINE knows better', async (t) => {
  const { line, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  const event = textEvent('from 2016', { timestamp: 1_462_629_479_859 })
  t.equal((await deliver(event)).status, 200)
  matches(t, await eventLog(event, 'rejected'), { status: 400 })
  t.equal(line.calls(event).length, 1)
})

t.test('takes no more events in a second than it may, over all processes', async (t) => {
  const { line, redis, deliver, textEvent } = await startBotOnRedis(t, { EVENTS_PER_SECOND: '20' })
  await startBot(t, line, { REDIS_URL: redis.url, EVENTS_PER_SECOND: '20' })
  const events = Array.from({ length: 40 }, (_, i) => textEvent(`${i}`))
  const started = Date.now()
  t.equal((await deliver(events)).status, 200)
  await until(() => line.accepted().length === 40)
  const ms = Date.now() - started
  t.ok(ms > 1_700, `${ms} ms for 40 events`)
})

t.test('a worker without Redis says that it needs one', async (t) => {
  const line = await startLine(t)
  const worker = spawnProcess(t, line, 'test/plain-bot/worker.ts')
  t.same(await worker.exited, [1, null])
  matches(t, worker.log(), [
    { level: 'fatal', variable: 'REDIS_URL', msg: /a worker consumes events from Redis/ }
  ])
})

t.test('a bot without Redis does not load what it needs for it', async (t) => {
  const line = await startLine(t)
  const print = `process.on('exit', () => console.log(Object.keys(require('node:module')._cache).join()))`
  const nodeOptions = [
    '--import',
    `data:text/javascript,import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(`${process.cwd()}/x`)}); ${print}`
  ]
  const bot = await spawnBot(t, line, {}, { nodeOptions })
  bot.child.kill('SIGTERM')
  await bot.exited
  t.match(bot.output(), 'node_modules/fastify/')
  t.notMatch(bot.output(), /node_modules\/(bullmq|ioredis)\//)
})

t.test('an event that LINE would not name so is no harm to the queue', async (t) => {
  const { line, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  for (const webhookEventId of ['active', 'wait', 'meta', 'id', 'limiter', 'stalled-check', '-1']) {
    const event = textEvent(webhookEventId, { webhookEventId })
    matches(t, await deliver([event, textEvent('its neighbour')]), { status: 200 }, webhookEventId)
    await eventLog(event, 'replied')
  }
  await until(() => line.accepted().length === 14)
})

t.test('copies of a failed event that come at once are one event', async (t) => {
  const { line, redis, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  const event = textEvent('failed', dyingIn(3_000))
  line.faults.set({ status: 500 })
  await deliver(event)
  await eventLog(event, 'failed')
  await until(async () => (await redis.redis.zcard('line-echobot:events:failed')) === 1)
  line.faults.clear()
  await until(async () => (await deliver(textEvent('the outage is over'))).status === 200)
  const again = { ...event, timestamp: Date.now() }
  const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(again)))
  t.same(new Set(answers.map(({ status }) => status)), new Set([200]))
  await until(async () => (await redis.redis.zcard('line-echobot:events:failed')) === 0)
  await until(async () => !(await redis.redis.exists(jobKey(event))))
  const calls = line.calls(event).length
  t.equal((await deliver(again)).status, 200)
  t.equal(line.calls(event).length, calls, 'and is remembered')
})

t.test('of two who have a failed event handled again, one does', async (t) => {
  const { line, redis, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  const event = textEvent('failed', dyingIn(3_000))
  line.faults.set({ status: 500 })
  await deliver(event)
  await eventLog(event, 'failed')
  await until(async () => (await redis.redis.zcard('line-echobot:events:failed')) === 1)
  const queue = openQueue(redis.redis)
  const delivery = { reqId: 'req-1', receivedAt: Date.now(), bytes: 300 }
  const retries = [1, 2].map(() => retryFailed(queue, jobIdOf(event.webhookEventId), delivery))
  t.same((await Promise.all(retries)).sort(), [false, true])
})

t.test('forgets what failed a day ago', async (t) => {
  const line = await startLine(t)
  const redis = await startRedis(t)
  await redis.redis.zadd('line-echobot:events:failed', Date.now() - 25 * 60 * MINUTE, 'old')
  await redis.redis.hset('line-echobot:events:old', 'data', '{}', 'finishedOn', '1')
  await startBot(t, line, { REDIS_URL: redis.url })
  await until(async () => (await redis.redis.exists('line-echobot:events:old')) === 0)
  t.equal(await redis.redis.zcard('line-echobot:events:failed'), 0)
})

t.test('refuses more events than can be answered in time', async (t) => {
  const { redis, url, deliver, textEvent } = await startBotOnRedis(t, { EVENTS_PER_SECOND: '1' })
  await deliver(Array.from({ length: 60 }, (_, i) => textEvent(`${i}`)))
  await until(async () => (await fetch(`${url}/health`)).status === 503)
  t.equal((await deliver(textEvent('one too many'))).status, 503)
  await redis.redis.del('line-echobot:events:wait')
  await until(async () => (await deliver(textEvent('room again'))).status === 200)
})
