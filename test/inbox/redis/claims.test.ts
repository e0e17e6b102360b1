import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import type { IdentifiedEvent } from '../../../src/inbox/identify.ts'
import { createClaims } from '../../../src/inbox/redis/claims.ts'
import { requireRedis, startRedis } from '../../redis.ts'

requireRedis(t)

const MINUTE_MS = 60_000

const identified = (id: string) => ({ id }) as IdentifiedEvent
/** An id like LINE's: all of these are of the same minutes. */
const ulid = (number: number) => `01KAXR${number.toString(36).toUpperCase().padStart(20, '0')}`

async function startClaims(t: Test) {
  const { redis } = await startRedis(t)
  return { redis, ...createClaims(redis) }
}

/** By key: what Redis uses in all is also its connections' buffers, which come and go. */
async function memoryOf(redis: Redis, pattern: string): Promise<number> {
  const keys = await redis.keys(pattern)
  const sizes = await Promise.all(keys.map((key) => redis.memory('USAGE', key)))
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0)
}

t.test('of 50 who claim an event at once, through several connections, one is first', async (t) => {
  const { redis } = await startRedis(t)
  const connections = Array.from({ length: 5 }, () => redis.duplicate())
  t.teardown(() => {
    for (const connection of connections) connection.disconnect()
  })
  await Promise.all(connections.map((connection) => connection.ping()))
  for (const id of [ulid(1), 'sha256-of-an-event']) {
    const claims = Array.from({ length: 50 }, (_, i) => createClaims(connections[i % 5] as Redis))
    const firsts = await Promise.all(claims.map(({ claim }) => claim(identified(id))))
    t.same(
      firsts.filter((isFirst) => isFirst),
      [true],
      id
    )
  }
})

t.test('an event that is claimed is not settled; one that is settled stays so', async (t) => {
  const { claim, settle, isSettled } = await startClaims(t)
  const [event, neighbour] = [identified(ulid(1)), identified(ulid(2))]
  await Promise.all([claim(event), claim(neighbour)])
  t.equal(await isSettled(event), false)
  await settle(event)
  await settle(event)
  t.same(await Promise.all([isSettled(event), isSettled(neighbour)]), [true, false])
  t.equal(await claim(event), false, 'and is known')
})

t.test(
  'an id is forgotten 30 to 40 minutes after the last copy of its event, wherever that came',
  async (t) => {
    const { redis } = await startClaims(t)
    for (const id of [ulid(1), '7']) {
      const event = identified(id)
      for (const kind of ['claim', 'settle'] as const) {
        await redis.flushall()
        await createClaims(redis)[kind](event)
        const [key = '', ...more] = await redis.keys('*')
        t.same(more, [])
        const first = await redis.pttl(key)
        t.ok(first > 39 * MINUTE_MS && first <= 40 * MINUTE_MS, `${first} ms`)
        await redis.pexpire(key, MINUTE_MS)
        await createClaims(redis)[kind](event)
        const renewed = await redis.pttl(key)
        t.ok(renewed > 39 * MINUTE_MS && renewed <= 40 * MINUTE_MS, `${renewed} ms after a copy`)
      }
    }
  }
)

t.test('ids that are not LINE’s are remembered each on its own', async (t) => {
  const { redis, claim } = await startClaims(t)
  const ids = [
    '7',
    '-1',
    'ABCDEFGH',
    'active',
    `${ulid(1)}0`,
    ulid(1).toLowerCase(),
    'sha256-01KAXR00000000000000000000'
  ]
  for (const id of ids) t.same([await claim(identified(id)), await claim(identified(id))], [true, false], id)
  t.equal((await redis.keys('line-echobot:stored:other:*')).length, ids.length)
})

t.test('remembers 60,000 ids in a few bytes each, and confuses none', async (t) => {
  const { redis, claim, isSettled } = await startClaims(t)
  const events = Array.from({ length: 60_000 }, (_, i) => identified(ulid(i)))
  t.same(new Set(await Promise.all(events.map(claim))), new Set([true]), 'each is new')
  t.same(new Set(await Promise.all(events.slice(0, 1_000).map(claim))), new Set([false]))
  t.same(new Set(await Promise.all(events.slice(0, 1_000).map(isSettled))), new Set([false]))
  const bytes = (await memoryOf(redis, 'line-echobot:stored:*')) / events.length
  t.ok(bytes < 20, `${bytes.toFixed(1)} bytes for each`)
})
