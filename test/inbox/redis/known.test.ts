import type { webhook } from '@line/bot-sdk'
import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { createApp } from '../../../src/app.ts'
import { identify } from '../../../src/inbox/identify.ts'
import type { Result } from '../../../src/inbox/outcome.ts'
import { createClaims } from '../../../src/inbox/redis/claims.ts'
import { openQueue } from '../../../src/inbox/redis/queue.ts'
import type { Attempt } from '../../../src/inbox/types.ts'
import { accepted, startBot, startLine, textEvent, until } from '../../helper.ts'
import { jobKey, requireRedis, startInbox, startRedis, storeEvent } from '../../redis.ts'

requireRedis(t)

const REPLIED: Result = { outcome: 'replied', tries: 1 }
const deliveryNow = () => ({ reqId: 'req-1', receivedAt: Date.now(), bytes: 300 })
const countsOf = (redis: Redis) => openQueue(redis).getJobCounts('waiting', 'active', 'delayed', 'failed')
const NONE = { waiting: 0, active: 0, delayed: 0, failed: 0 }

/** An inbox at this Redis that handles events as told, and what became of them. */
async function inboxAt(
  t: Test,
  url: string,
  handle: (event: webhook.Event, attempt: Attempt) => Promise<Result> = async () => REPLIED
) {
  const handled: string[] = []
  const reported: { id: string; outcome: string }[] = []
  const { inbox } = await startInbox(t, url, {
    processEvent({ event, id }, attempt) {
      handled.push(id)
      return handle(event, attempt)
    },
    reportOutcome: ({ id }, { outcome }) => reported.push({ id, outcome })
  })
  return {
    handled,
    outcomesOf: ({ webhookEventId }: webhook.Event) =>
      reported.filter(({ id }) => id === webhookEventId).map(({ outcome }) => outcome),
    receive: (event: webhook.Event) => Promise.all(accepted(inbox.receive([event], deliveryNow())))
  }
}

/** How many commands Redis has refused. */
async function refusals(redis: Redis): Promise<number> {
  const stats = await redis.info('errorstats')
  return Number(stats.match(/NOPERM:count=(\d+)/)?.[1] ?? 0)
}

t.test(
  'an event that was claimed, and whose process died before it stored it, is stored by its redelivery',
  async (t) => {
    const { url, redis } = await startRedis(t)
    const { receive, handled, outcomesOf } = await inboxAt(t, url)
    const event = textEvent('claimed')
    await createClaims(redis).claim(identify(event))
    await Promise.all(Array.from({ length: 10 }, () => receive(event)))
    await until(() => outcomesOf(event).includes('replied'))
    await until(async () => !(await redis.exists(jobKey(event))))
    t.same(handled, [event.webhookEventId])
    t.same(outcomesOf(event).sort(), [...Array(10).fill('duplicate'), 'replied'])
  }
)

t.test('a job that is in no list is stored again by a redelivery', async (t) => {
  const { url, redis } = await startRedis(t)
  const [whole, half] = [textEvent('whole'), textEvent('half')]
  for (const event of [whole, half]) await storeEvent(redis, event)
  await redis.del('line-echobot:events:wait')
  await redis.del(jobKey(half))
  await redis.hset(jobKey(half), 'name', 'event')
  const { receive, handled } = await inboxAt(t, url)
  for (const event of [whole, half]) {
    await receive(event)
    await until(() => handled.includes(event.webhookEventId))
  }
  await until(async () => !(await redis.exists(jobKey(whole), jobKey(half))))
  t.same(
    handled,
    [whole, half].map(({ webhookEventId }) => webhookEventId)
  )
})

t.test('a copy of a settled event is not stored', async (t) => {
  const { url, redis } = await startRedis(t)
  const { receive, handled, outcomesOf } = await inboxAt(t, url)
  const [settled, next] = [textEvent('settled'), textEvent('next')]
  const { claim, settle } = createClaims(redis)
  await Promise.all([claim, settle].map((remember) => remember(identify(settled))))
  const results = [...(await receive(settled)), ...(await receive(next))]
  t.same(results, [{ outcome: 'duplicate' }, { outcome: 'stored' }])
  await until(() => outcomesOf(next).includes('replied'))
  t.same(handled, [next.webhookEventId])
  t.equal(await redis.get('line-echobot:events:id'), '1', 'one job was added')
})

t.test('a copy that was stored, and whose original was settled meanwhile, is not handled', async (t) => {
  const { url, redis } = await startRedis(t)
  const [copy, next] = [textEvent('copy'), textEvent('next')]
  for (const event of [copy, next]) await storeEvent(redis, event)
  await createClaims(redis).settle(identify(copy))
  const { handled, outcomesOf } = await inboxAt(t, url)
  await until(async () => !(await redis.exists(jobKey(copy), jobKey(next))))
  t.same(handled, [next.webhookEventId])
  t.same([outcomesOf(copy), outcomesOf(next)], [[], ['replied']])
  t.same(await countsOf(redis), NONE)
})

t.test('a failed event that is delivered again has as many attempts as a new one', async (t) => {
  const { url, redis } = await startRedis(t)
  const unavailable: Result = {
    outcome: 'failed',
    reason: 'line-unavailable',
    mayHaveBeenDelivered: false,
    tries: 1
  }
  const results: Result[] = [
    unavailable,
    { outcome: 'ignored', reason: 'expired' }, // its token is dead
    unavailable,
    REPLIED
  ]
  const attempts: boolean[] = []
  const { receive, outcomesOf } = await inboxAt(t, url, async (_event, { mayHaveBeenDelivered }) => {
    attempts.push(mayHaveBeenDelivered)
    return results[attempts.length - 1] ?? REPLIED
  })
  const event = textEvent('failed')
  await receive(event)
  await until(async () => (await countsOf(redis)).failed === 1)
  await receive(event)
  await until(async () => !(await redis.exists(jobKey(event))))
  const once = ['stored', 'postponed']
  t.same(outcomesOf(event), [...once, 'ignored', ...once, 'replied'])
  t.same(attempts, [false, false, false, false], 'no attempt is unaccounted for')
})

// They wait until the event is taken over: side by side.
t.test('Redis refuses the end of an event', { jobs: 3 }, async (t) => {
  for (const lasts of ['for a moment', 'until it is taken over']) {
    t.test(`that it is completed, ${lasts}: no second reply, and no failed event`, async (t) => {
      const { url, redis } = await startRedis(t)
      const { receive, handled, outcomesOf } = await inboxAt(t, url, async () => {
        await redis.call('ACL', 'SETUSER', 'default', '-eval', '-evalsha')
        return REPLIED
      })
      const event = textEvent('hello')
      await receive(event)
      await until(async () => (await refusals(redis)) > 0)
      if (lasts !== 'for a moment') await until(async () => !(await redis.exists(`${jobKey(event)}:lock`)))
      await redis.call('ACL', 'SETUSER', 'default', '+@all')
      await until(async () => !(await redis.exists(jobKey(event))))
      t.same(handled, [event.webhookEventId])
      t.same(outcomesOf(event), ['stored', 'replied'])
      t.same(await countsOf(redis), NONE)
    })
  }

  t.test('marking it: it is taken over, and LINE’s refusal of a second reply says nothing', async (t) => {
    const line = await startLine(t)
    const { url, redis } = await startRedis(t)
    let calls = 0
    const reply = async () => {
      if (++calls === 1) await redis.call('ACL', 'SETUSER', 'default', '-sadd')
      return [{ type: 'text' as const, text: 'hello' }]
    }
    const { log, eventLog } = await startBot(t, line, { REDIS_URL: url, LOG_LEVEL: 'debug' }, (options) =>
      createApp({ ...options, createHandlers: () => ({ 'message.text': reply }) })
    )
    const [event] = line.create({ type: 'text' }) as [webhook.Event]
    t.equal((await line.deliver([event])).status, 200)
    await until(async () => (await refusals(redis)) > 0)
    await redis.call('ACL', 'SETUSER', 'default', '+@all')
    await eventLog(event, 'unconfirmed')
    await until(async () => !(await redis.exists(jobKey(event))))
    t.same(
      log
        .filter(({ webhookEventId }) => webhookEventId === event.webhookEventId)
        .map(({ outcome }) => outcome),
      ['stored', 'replied', 'unconfirmed']
    )
    t.same(line.repliedTo(), [event.webhookEventId])
    t.same(await countsOf(redis), NONE)
  })
})
