import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { type ReplyEvent, senderOf, spawnBot, startLine, until } from '../../helper.ts'
import { requireRedis, startRedis } from '../../redis.ts'

requireRedis(t)

const MB = 1_000_000
/** A flood ends when the bot has refused so many webhooks. */
const REFUSALS = 30

/** LINE did not accept a reply in time to a postponed event, or its response did not come in time. */
const EXPECTED = new Set<unknown>(['replied', 'unconfirmed', 'postponed'])

interface Flood {
  latencyMs: number
  /** how much of Redis is somebody else's */
  filledMb?: number
  eventsPerWebhook?: number
}

/** Heroku's smallest plan, a bot on it, and more events than it can take. */
async function floodedBot(t: Test, { latencyMs, filledMb = 0, eventsPerWebhook = 1_000 }: Flood) {
  const line = await startLine(t)
  const redis = await startRedis(t, ['--maxmemory', '25mb'])
  for (let i = 0; i < filledMb; i++) await redis.redis.set(`of somebody else ${i}`, Buffer.alloc(MB))
  const bot = await spawnBot(t, line, { REDIS_URL: redis.url })
  line.faults.set({ latencyMs })
  const { textEvent, deliver } = senderOf(line)
  const acknowledged: ReplyEvent[] = []
  let refused = 0
  async function flood() {
    while (refused < REFUSALS) {
      const events = Array.from({ length: eventsPerWebhook }, () => textEvent('flood'))
      if ((await deliver(events)).status === 200) acknowledged.push(...events)
      else {
        refused++
        await sleep(100) // the simulator knows only so many reply tokens
      }
    }
  }
  await Promise.all([flood(), flood(), flood()])
  t.comment(`${acknowledged.length} events acknowledged, ${refused} webhooks refused`)
  t.ok(acknowledged.length > 0)
  return { line, redis, bot, acknowledged, deliver, textEvent }
}

/**
 * What was taken has been answered, and there may be room again: fills it until the bot takes nothing more, in pieces
 * that have room in the buffers, too.
 */
async function fillUp(redis: Redis): Promise<void> {
  const used = async () => Number((await redis.info('memory')).match(/^used_memory:(\d+)/m)?.[1])
  // Of 26.2 million bytes the bot leaves a tenth free.
  for (let i = 0; (await used()) < 24.5 * MB; i++)
    await redis.set(`of somebody else, too ${i}`, Buffer.alloc(MB / 10))
}

/** LINE got one reply to every acknowledged event. On a slow machine, some of its responses come too late for the bot. */
async function assertAllAnswered(
  t: Test,
  { line, bot, acknowledged }: Awaited<ReturnType<typeof floodedBot>>
): Promise<void> {
  const ids = acknowledged.map(({ webhookEventId }) => webhookEventId)
  await until(() => new Set(ids).isSubsetOf(new Set(line.repliedTo())))
  const replied = line.repliedTo()
  t.equal(replied.length, new Set(replied).size, 'none is answered twice')
  await until(() => {
    const [, ...ends] = bot.output().split(/"webhookEventId":(?=[^\n]*"outcome":"(?:replied|unconfirmed)")/)
    return new Set(ids).isSubsetOf(new Set(ends.map((end) => end.split('"', 2)[1])))
  })
  const outcomes = bot.log().filter(({ outcome, reason }) => outcome && reason !== 'not-stored')
  t.same(new Set(outcomes.map(({ outcome }) => outcome)).difference(EXPECTED), new Set())
  await until(async () => (await fetch(`${bot.url}/health`)).status === 200)
}

t.test('a flood, LINE at once: what is acknowledged is answered', async (t) => {
  const flooded = await floodedBot(t, { latencyMs: 0 })
  await assertAllAnswered(t, flooded)
  t.ok(Number(await flooded.redis.redis.xlen('line-echobot:events:events')) < 200, 'BullMQ keeps no log')
})

t.test('a flood, LINE slow: what is acknowledged is answered in time', async (t) => {
  await assertAllAnswered(t, await floodedBot(t, { latencyMs: 500 }))
})

t.test(
  'a flood, and a Redis that is nearly full: says so, and answers what is acknowledged',

  async (t) => {
    const flooded = await floodedBot(t, { latencyMs: 0, filledMb: 20, eventsPerWebhook: 100 })
    t.ok(
      flooded.bot.log().some(({ level, code }) => level === 'error' && code === 'OOM'),
      'and in the log'
    )
    await assertAllAnswered(t, flooded)
    await fillUp(flooded.redis.redis)
    let health = ''
    await until(async () => {
      health = await (await fetch(`${flooded.bot.url}/health`)).text()
      return health.includes('Redis is full')
    })
    t.match(health, /2\d\.\d of 25\.0 MB are used.*Raise maxmemory/)
    await flooded.redis.redis.del(await flooded.redis.redis.keys('of somebody else*'))
    await until(async () => (await flooded.deliver(flooded.textEvent('room'))).status === 200)
  }
)
