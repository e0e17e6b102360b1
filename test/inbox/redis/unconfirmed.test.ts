import t from 'tap'
import { createApp } from '../../../src/app.ts'
import { matches, startBot, startLine, until } from '../../helper.ts'
import { jobKey, requireRedis, startBotOnRedis, startRedis } from '../../redis.ts'

requireRedis(t)

const MINUTE_MS = 60_000
/** A reply token that is good for so long, because its event happened nearly 20 minutes ago. */
const dyingIn = (ms: number) => ({ timestamp: Date.now() - 20 * MINUTE_MS + ms })

t.test('Redis refuses to keep that LINE may have accepted a reply: the next attempt knows it', async (t) => {
  const { line, redis, deliver, eventLog, log, textEvent } = await startBotOnRedis(t)
  const event = textEvent('perhaps')
  line.misbehave(event, { latencyMs: 500, drop: 'after' })
  t.equal((await deliver(event)).status, 200)
  await until(() => line.faults.list().length === 0)
  await redis.redis.config('SET', 'maxmemory', '1')
  await until(() => log.some(({ msg }) => msg.includes('LINE is not accepting replies')))
  const refused = await refusals()
  await until(async () => (await refusals()) > refused + 1) // it looks whether there is room, every second
  await redis.redis.config('SET', 'maxmemory', '0')
  matches(t, await eventLog(event, 'unconfirmed'), { status: 400 })
  t.notOk(log.some(({ outcome }) => outcome === 'rejected'))

  async function refusals(): Promise<number> {
    const stats = await redis.redis.info('errorstats')
    return Number(stats.match(/OOM:count=(\d+)/)?.[1] ?? 0)
  }
})

t.test(
  'an event that another process has taken over: that LINE refuses the reply says nothing',
  async (t) => {
    const line = await startLine(t)
    const redis = await startRedis(t)
    const loseAndReply = async ({
      webhookEventId,
      replyToken
    }: {
      webhookEventId: string
      replyToken?: string
    }) => {
      await redis.redis.del(`${jobKey({ webhookEventId })}:lock`)
      const text = 'from the other process'
      const { status } = await fetch(`${line.url}/v2/bot/message/reply`, {
        method: 'POST',
        headers: { authorization: 'Bearer access-token', 'content-type': 'application/json' },
        body: JSON.stringify({ replyToken, messages: [{ type: 'text', text }] })
      })
      t.equal(status, 200)
      return [{ type: 'text' as const, text: 'from this one' }]
    }
    const { eventLog } = await startBot(t, line, { REDIS_URL: redis.url }, (options) =>
      createApp({ ...options, createHandlers: () => ({ 'message.text': loseAndReply }) })
    )
    const [event] = line.create({ type: 'text' })
    if (!event) throw new Error('no event')
    t.equal((await line.deliver([event])).status, 200)
    matches(t, await eventLog(event, 'unconfirmed'), { status: 400 })
  }
)

t.test('a failed event that LINE may have accepted a reply to, handled again: it is known', async (t) => {
  const { line, redis, deliver, eventLog, textEvent } = await startBotOnRedis(t)
  const event = textEvent('perhaps', dyingIn(5_000))
  line.misbehave(event, { drop: 'after' }, ...Array.from({ length: 20 }, () => ({ status: 503 })))
  t.equal((await deliver(event)).status, 200)
  matches(t, await eventLog(event, 'failed'), { mayHaveBeenDelivered: true })
  await until(async () => (await redis.redis.zcard('line-echobot:events:failed')) === 1)
  line.faults.clear()
  await until(() => Date.now() > Number(event.timestamp) + 20 * MINUTE_MS) // its next delivery has all its time
  await until(async () => (await deliver(event)).status === 200) // at first, the bot takes LINE to be down
  matches(t, await eventLog(event, 'unconfirmed'), { status: 400 })
})
