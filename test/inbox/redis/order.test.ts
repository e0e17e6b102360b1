import type { webhook } from '@line/bot-sdk'
import t, { type Test } from 'tap'
import { createApp } from '../../../src/app.ts'
import { oneAtATime } from '../../../src/handlers/one-at-a-time.ts'
import { slow } from '../../../src/handlers/slow.ts'
import type { Handlers } from '../../../src/handlers/types.ts'
import { jobIdOf, openQueue } from '../../../src/inbox/redis/queue.ts'
import { type Line, startBot, startLine, until } from '../../helper.ts'
import { requireRedis, startRedis } from '../../redis.ts'
import { watchedHandler } from '../../watched-handler.ts'

requireRedis(t)

/** Two processes of a bot with one Redis; webhooks go to either. */
async function startTwo(t: Test, handlers: Handlers) {
  const line = await startLine(t)
  const { url: REDIS_URL, redis } = await startRedis(t)
  const start = () =>
    startBot(t, line, { REDIS_URL }, (options) => createApp({ ...options, createHandlers: () => handlers }))
  const bots = [await start(), await start()] as const
  return { line, redis, bots }
}

const textsOf = (line: Line) =>
  line
    .accepted()
    .flatMap(({ messages = [] }) => messages.map((message) => (message as { text: string }).text))

const texts = (line: Line, ...all: string[]) =>
  line.create(...all.map((text) => ({ type: 'text', text }) as const)) as webhook.Event[]

/** What is left in Redis of the order of chats. */
const lists = async (redis: { keys(pattern: string): Promise<string[]> }) => redis.keys('line-echobot:chat:*')

t.test('one at a time, no reply overtakes another one of its chat, whichever process sends it', async (t) => {
  const { line, redis, bots } = await startTwo(
    t,
    oneAtATime({ 'message.text': ({ message }) => [{ type: 'text', text: message.text }] })
  )
  const [first, second, third] = texts(line, 'first', 'second', 'third') as [
    webhook.Event,
    webhook.Event,
    webhook.Event
  ]
  line.misbehave(first, { status: 429 }, { status: 429 })
  t.equal((await bots[0].deliver(first)).status, 200)
  t.ok([200, 503].includes((await bots[1].deliver([second, third])).status))
  await until(() => line.accepted().length === 3)
  t.same(textsOf(line), ['first', 'second', 'third'])
  await until(async () => (await lists(redis)).length === 0)
})

t.test(
  'one at a time, the handlers of a chat do not run side by side, and those of other chats do not wait',
  async (t) => {
    const { handler, most, release } = watchedHandler()
    const { line, bots } = await startTwo(t, oneAtATime({ 'message.text': handler }))
    const mine = texts(line, '1', '2', '3', '4', '5', '6')
    for (const [i, event] of mine.entries()) await bots[i % 2]?.deliver(event)
    const group = line.create(
      { type: 'text', text: 'a', source: 'group' },
      { type: 'text', text: 'b', source: 'group' }
    )
    await bots[0].deliver(group)
    await until(() => line.accepted().length === 2)
    t.same(textsOf(line), ['a', 'b'])
    release()
    await until(() => line.accepted().length === 8)
    t.same(textsOf(line).slice(2), ['1', '2', '3', '4', '5', '6'])
    t.same(most, { group: 1, 'one-to-one': 1 })
  }
)

t.test('an event that is no longer in Redis, and one that fails for good, hold nothing back', async (t) => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { line, redis, bots } = await startTwo(
    t,
    oneAtATime({
      'message.text': async ({ message }) => {
        if (message.text === 'long') await released
        return message.text === 'mistake' ? ([{}] as never) : [{ type: 'text', text: message.text }]
      }
    })
  )
  const [long, lost, mistake, last] = texts(line, 'long', 'lost', 'mistake', 'last')
  for (const event of [long, lost, mistake, last]) await bots[0].deliver(event as webhook.Event)
  const { webhookEventId } = lost as webhook.Event
  await until(async () => (await openQueue(redis).remove(jobIdOf(webhookEventId))) === 1)
  release()
  await until(() => line.accepted().length === 2)
  t.same(textsOf(line), ['long', 'last'])
  await until(async () => (await lists(redis)).length === 0)
})

t.test('a slow answer holds its chat until its button is out', async (t) => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { line, bots } = await startTwo(
    t,
    oneAtATime({
      'message.text': slow(
        async ({ message }) => {
          if (message.text === 'question') await released
          return [{ type: 'text', text: message.text }]
        },
        { patienceMs: 500, button: 'Get it' }
      )
    })
  )
  const [question, next] = texts(line, 'question', 'next') as [webhook.Event, webhook.Event]
  await bots[0].deliver(question)
  await bots[1].deliver(next)
  await until(() => line.accepted().length === 2)
  t.same(textsOf(line), [undefined, 'next'])
  const [card] = (line.accepted(question)[0]?.messages ?? []) as {
    template?: { actions: { data: string }[] }
  }[]
  const data = card?.template?.actions[0]?.data ?? ''
  release()
  const tap = line.create({ type: 'postback', data })
  await bots[1].deliver(tap as webhook.Event[])
  await until(() => line.accepted().length === 3)
  t.same(textsOf(line), [undefined, 'next', 'question'])
})
