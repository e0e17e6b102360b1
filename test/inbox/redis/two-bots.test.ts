import t, { type Test } from 'tap'
import { matches, senderOf, spawnProcess, startBot, startLine, until } from '../../helper.ts'
import { requireRedis, startRedis } from '../../redis.ts'

requireRedis(t)

const OTHER_BOT =
  /another bot uses this Redis, so webhooks get 503. Give each bot its own database: redis:\/\/HOST:PORT\/NUMBER/
const OWNER = 'line-echobot:bot'

/** A LINE channel, with a bot of its own, and what its user sends. */
async function startChannel(t: Test) {
  const line = await startLine(t)
  return { line, ...senderOf(line) }
}

const health = async (url: string) => {
  const response = await fetch(`${url}/health`)
  return { status: response.status, text: await response.text() }
}

/** The first bot's user sends 50 events; the first bot replies to each of them, and nobody else does. */
async function fiftyAreRepliedTo(
  t: Test,
  { line, textEvent, deliver }: Awaited<ReturnType<typeof startChannel>>
) {
  const events = Array.from({ length: 50 }, (_, i) => textEvent(`${i}`))
  for (const event of events) t.equal((await deliver(event)).status, 200)
  await until(() => line.accepted().length >= events.length)
  t.same(line.repliedTo().sort(), events.map(({ webhookEventId }) => webhookEventId).sort())
}

// They wait more than they work: side by side.
t.test('two bots at one Redis', { jobs: 3 }, async (t) => {
  t.test(
    'the second takes nothing, says why, and works when the first has been gone for 15 seconds',
    async (t) => {
      const { url: REDIS_URL, redis } = await startRedis(t)
      const [channel, otherChannel] = [await startChannel(t), await startChannel(t)]
      const first = await startBot(t, channel.line, { REDIS_URL })
      const second = await startBot(t, otherChannel.line, { REDIS_URL })
      // It may have to ask LINE more than once who it is.
      await until(async () => (await health(second.url)).status === 503)
      matches(t, (await health(second.url)).text, OTHER_BOT)
      matches(t, second.log.filter(({ code }) => code === 'OTHER_BOT')[0], { level: 'error', msg: OTHER_BOT })
      t.equal((await otherChannel.deliver(otherChannel.textEvent('to the second'))).status, 503)
      await fiftyAreRepliedTo(t, channel)
      t.same(otherChannel.line.calls(), [])
      t.same(
        second.log.filter(({ outcome }) => outcome),
        []
      )

      await first.app.close()
      const leaseMs = await redis.pttl(OWNER)
      t.ok(leaseMs <= 15_000, `${leaseMs} ms`)
      t.equal((await health(second.url)).status, 503, 'the first may only be restarting')
      await until(async () => (await health(second.url)).status === 200)
      const event = otherChannel.textEvent('to the second')
      t.equal((await otherChannel.deliver(event)).status, 200)
      await second.eventLog(event, 'replied')
      t.same(otherChannel.line.repliedTo(), [event.webhookEventId])
    }
  )

  t.test('a worker of the second takes nothing', async (t) => {
    const { url: REDIS_URL } = await startRedis(t)
    const [channel, otherChannel] = [await startChannel(t), await startChannel(t)]
    await startBot(t, channel.line, { REDIS_URL })
    const worker = spawnProcess(t, otherChannel.line, 'test/plain-bot/worker.ts', { REDIS_URL })
    await worker.says('another bot uses this Redis')
    await fiftyAreRepliedTo(t, channel)
    t.same(otherChannel.line.calls(), [])
    t.same(
      worker.log().filter(({ outcome }) => outcome),
      []
    )
  })

  t.test('one that learns only later who it is takes nothing from then on', async (t) => {
    const { url: REDIS_URL, redis } = await startRedis(t)
    const [channel, otherChannel] = [await startChannel(t), await startChannel(t)]
    otherChannel.line.faults.set({ operation: 'getBotInfo', status: 500 })
    const second = await startBot(t, otherChannel.line, { REDIS_URL })
    t.equal((await health(second.url)).status, 200, 'it works while LINE does not say who it is')
    await startBot(t, channel.line, { REDIS_URL })
    otherChannel.line.faults.clear()
    await until(async () => OTHER_BOT.test((await health(second.url)).text))
    t.ok(await redis.exists(OWNER))
    await fiftyAreRepliedTo(t, channel)
    t.same(otherChannel.line.calls(), [])
  })

  t.test('a bot whose secret was reissued is the same bot', async (t) => {
    const { url: REDIS_URL } = await startRedis(t)
    const { line, textEvent, deliver } = await startChannel(t)
    await startBot(t, line, { REDIS_URL })
    line.settings.channelSecret = '00000000000000000000000000000000'
    const bot = await startBot(t, line, { REDIS_URL })
    t.equal((await health(bot.url)).status, 200)
    const event = textEvent('reissued')
    t.equal((await deliver(event)).status, 200)
    await until(() => line.accepted(event).length === 1)
  })

  for (const [what, fault] of [
    ['answers 500', { status: 500 }],
    ['is silent', { latencyMs: 60_000 }]
  ] as const) {
    t.test(`while LINE ${what} at the start, the bot works`, async (t) => {
      const { url: REDIS_URL } = await startRedis(t)
      const { line, textEvent, deliver } = await startChannel(t)
      line.faults.set({ operation: 'getBotInfo', ...fault })
      const bot = await startBot(t, line, { REDIS_URL })
      const event = textEvent('who am I?')
      await until(async () => (await health(bot.url)).status === 200)
      t.equal((await deliver(event)).status, 200)
      await bot.eventLog(event, 'replied')
      t.notOk(bot.log.some(({ code }) => code === 'OTHER_BOT'))
    })
  }
})
