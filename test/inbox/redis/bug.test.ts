import type { webhook } from '@line/bot-sdk'
import t, { type Test } from 'tap'
import type { Result } from '../../../src/inbox/outcome.ts'
import { openQueue } from '../../../src/inbox/redis/queue.ts'
import type { ProcessEvent } from '../../../src/inbox/types.ts'
import { accepted, HANG_LIMIT_MS, matches, textEvent, until } from '../../helper.ts'
import { jobKey, requireRedis, startInbox, startRedis } from '../../redis.ts'

requireRedis(t)

const DELIVERY = { reqId: 'req-1', receivedAt: Date.now(), bytes: 300 }
const isBad = (event: webhook.Event) => JSON.stringify(event).includes('"text":"bad"')

/** An inbox whose processing has a bug, which `bad` events meet. */
async function createInbox(t: Test) {
  const redis = await startRedis(t)
  const processed: string[] = []
  const reported: { id: string; result: Result }[] = []
  const processEvent: ProcessEvent = async ({ event, id }) => {
    processed.push(id)
    if (isBad(event)) throw new TypeError('this is the bug')
    return { outcome: 'replied', tries: 1 }
  }
  const { inbox, records } = await startInbox(t, redis.url, {
    processEvent,
    reportOutcome: ({ id }, result) => reported.push({ id, result })
  })
  const outcomesOf = ({ webhookEventId }: webhook.Event) =>
    reported.filter(({ id }) => id === webhookEventId).map(({ result }) => result)
  return { inbox, redis: redis.redis, records, processed, outcomesOf }
}

t.test('a bug of the bot settles its event once, and hurts no neighbour', async (t) => {
  const { inbox, redis, records, processed, outcomesOf } = await createInbox(t)
  const [bad, good] = [textEvent('bad'), textEvent('good')]
  await Promise.all(accepted(inbox.receive([bad, good], DELIVERY)))
  await until(() => outcomesOf(bad).length === 2 && outcomesOf(good).length === 2)
  matches(t, outcomesOf(bad), [
    { outcome: 'stored' },
    { outcome: 'failed', reason: 'internal', err: { message: 'this is the bug', stack: /bug\.test\.ts/ } }
  ])
  matches(t, outcomesOf(good), [{ outcome: 'stored' }, { outcome: 'replied' }])
  await until(async () => (await redis.zcard('line-echobot:events:failed')) === 1)
  t.equal(await redis.hget(jobKey(bad), 'failedReason'), 'internal')
  t.equal(await redis.hget(jobKey(bad), 'stacktrace'), '[]', 'no stack in Redis')
  const next = textEvent('next')
  await Promise.all(accepted(inbox.receive([next], DELIVERY)))
  await until(() => outcomesOf(next).length === 2)
  t.equal(processed.filter((id) => id === bad.webhookEventId).length, 1, 'it is not tried again')
  t.equal(await inbox.drain(HANG_LIMIT_MS), 0)
  t.same(
    records.filter(({ level }) => level === 'error'),
    [],
    'BullMQ has nothing to complain about'
  )
})

t.test('an event that cannot be stored fails alone', async (t) => {
  const { inbox, outcomesOf } = await createInbox(t)
  const good = textEvent('good')
  const circular = { ...textEvent('circular') }
  Object.assign(circular, { itself: circular })
  const results = await Promise.all(accepted(inbox.receive([circular, good], DELIVERY)))
  matches(t, results, [{ outcome: 'failed', reason: 'internal', err: TypeError }, { outcome: 'stored' }])
  t.equal(inbox.unavailableReason(), undefined, 'the next ones are taken')
  await until(() => outcomesOf(good).length === 2)
  t.equal(await inbox.drain(HANG_LIMIT_MS), 0)
})

t.test('a job in Redis that is no event is said, kept, and not tried again', async (t) => {
  const { inbox, redis, records, outcomesOf } = await createInbox(t)
  const queue = openQueue(redis)
  for (const data of [{}, null, { event: null }, 'text']) await queue.add('event', data as never)
  await until(async () => (await redis.zcard('line-echobot:events:failed')) === 4)
  matches(
    t,
    records.filter(({ level }) => level === 'error'),
    Array.from({ length: 4 }, () => ({ msg: /a bug in the bot itself/, err: { stack: /worker\.ts/ } }))
  )
  const good = textEvent('good')
  await Promise.all(accepted(inbox.receive([good], DELIVERY)))
  await until(() => outcomesOf(good).length === 2)
})
