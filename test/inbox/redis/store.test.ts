import type { Redis } from 'ioredis'
import t from 'tap'
import { type EventQueue, openQueue } from '../../../src/inbox/redis/queue.ts'
import { createEventStore } from '../../../src/inbox/redis/store.ts'
import { requireRedis, startRedis } from '../../redis.ts'

requireRedis(t)

const ANY_NUMBER = { maxWaiting: 1_000, maxMemoryShare: 1, growthBytes: 0 }
const ID = '01KAXR0000000000000000000A'

/** What BullMQ's workers look at to find a job that waits. */
async function whatWorkersSee(redis: Redis, queue: EventQueue) {
  return {
    waiting: await redis.lrange(queue.toKey('wait'), 0, -1),
    marker: await redis.zrange(queue.toKey('marker'), '0', '-1', 'WITHSCORES'),
    data: await redis.hget(queue.toKey(ID), 'data'),
    state: await queue.getJobState(ID),
    counter: await redis.get(queue.toKey('id'))
  }
}

t.test('a job that is stored is one of BullMQ’s', async (t) => {
  const { redis } = await startRedis(t)
  const queue = openQueue(redis)
  const data = { event: {}, delivery: { reqId: 'req-1', receivedAt: 1, bytes: 2 } }
  await queue.add('event', data as never, { jobId: ID })
  const byBullMQ = await whatWorkersSee(redis, queue)
  await redis.flushall()

  await createEventStore(redis, queue)([{ id: ID, data: JSON.stringify(data) }], ANY_NUMBER)
  t.same(await whatWorkersSee(redis, queue), byBullMQ)
  t.same((await queue.getJob(ID))?.data, data)
})

t.test('stores each event once, and remembers it when it is gone', async (t) => {
  const { redis } = await startRedis(t)
  const queue = openQueue(redis)
  const storeEvents = createEventStore(redis, queue)
  const store = async (...ids: string[]) =>
    (
      await storeEvents(
        ids.map((id) => ({ id, data: '{}' })),
        ANY_NUMBER
      )
    ).stored
  t.same(await store('a', 'b', 'a'), ['stored', 'stored', 'known'], 'copies in one delivery, too')
  t.same(await store('c', 'b'), ['stored', 'known'])
  t.equal(await redis.llen(queue.toKey('wait')), 3)
  for (const id of ['id-a', 'id-b', 'id-c']) await queue.remove(id)
  t.same(await store('a', 'b', 'c', 'd'), ['known', 'known', 'known', 'stored'])
})

t.test('remembers thousands of ids in a few bytes each, and confuses none', async (t) => {
  const { redis } = await startRedis(t)
  const queue = openQueue(redis)
  const storeEvents = createEventStore(redis, queue)
  const limits = { ...ANY_NUMBER, maxWaiting: 1_000_000 }
  const ids = Array.from({ length: 60_000 }, (_, i) => `event-${i}`)
  for (let i = 0; i < ids.length; i += 1_000) {
    const events = ids.slice(i, i + 1_000).map((id) => ({ id, data: '{}' }))
    const { stored } = await storeEvents(events, limits)
    t.same(new Set(stored), new Set(['stored']))
  }
  const keys = await redis.keys('line-echobot:ids:*')
  // By key: what Redis uses in all is also its connections' buffers, which come and go.
  const sizes = await Promise.all(keys.map((key) => redis.memory('USAGE', key)))
  const bytes = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0) / ids.length
  t.ok(bytes < 20, `${bytes.toFixed(1)} bytes for each`)
})

t.test('an id is remembered until half an hour after it was stored, whatever the clock does', async (t) => {
  const { redis } = await startRedis(t)
  const queue = openQueue(redis)
  const storeEvents = createEventStore(redis, queue)
  const store = async () => (await storeEvents([{ id: 'a', data: '{}' }], ANY_NUMBER)).stored[0]
  await store()
  await queue.remove('id-a')
  const [key = ''] = await redis.keys('line-echobot:ids:*')
  const [, slot, bucket] = key.match(/:(\d+):(\d+)$/) ?? []
  for (const [later, known] of [
    [1, 'known'],
    [2, 'known'],
    [3, 'known'],
    [-1, 'known']
  ] as const) {
    await redis.rename(key, `line-echobot:ids:${Number(slot) - later}:${bucket}`)
    t.equal(await store(), known, `${later} slots of ten minutes later`)
    await redis.rename(`line-echobot:ids:${Number(slot) - later}:${bucket}`, key)
  }
})

t.test('takes none when there is no room, but knows what it has', async (t) => {
  const { redis } = await startRedis(t)
  const queue = openQueue(redis)
  const storeEvents = createEventStore(redis, queue)
  const store = async (limits: object, ...ids: string[]) =>
    (
      await storeEvents(
        ids.map((id) => ({ id, data: '{}' })),
        { ...ANY_NUMBER, ...limits }
      )
    ).stored
  await store({}, 'a')
  t.same(await store({ maxWaiting: 1 }, 'b', 'a'), ['no room', 'known'])
  await redis.config('SET', 'maxmemory', '100mb')
  t.same(await store({}, 'b', 'a'), ['stored', 'known'])
  t.same(await store({ growthBytes: 40_000_000 }, 'c', 'a'), ['no room', 'known'], 'the waiting may grow')
  t.same(await store({ maxMemoryShare: 0.001 }, 'c', 'a'), ['no room', 'known'])
  t.equal(await redis.llen(queue.toKey('wait')), 2)
})
