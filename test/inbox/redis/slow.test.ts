import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import t, { type Test } from 'tap'
import type { SlowOptions } from '../../../src/handlers/slow.ts'
import { jobIdOf, openQueue } from '../../../src/inbox/redis/queue.ts'
import { matches, spawnBot, startLine, until } from '../../helper.ts'
import { requireRedis, startRedis } from '../../redis.ts'
import { answersIn, startSlowBot, userOf } from '../../slow.ts'

requireRedis(t)

const FAILED = 'That did not work. Please ask again.'
const GONE = 'That was too long ago. Please ask again.'

/** Processes of a bot at one Redis. Each handles one event at a time, so that a tap is another one's. */
async function start(t: Test, processes: number, options: SlowOptions = { patienceMs: 500 }) {
  const line = await startLine(t)
  const redis = await startRedis(t)
  const environment = { REDIS_URL: redis.url, WORKER_CONCURRENCY: '1' }
  const bots: Awaited<ReturnType<typeof startSlowBot>>[] = []
  for (let i = 0; i < processes; i++) bots.push(await startSlowBot(t, options, environment, line))
  const [bot] = bots as [(typeof bots)[number]]
  const allLogs = () => bots.flatMap(({ log }) => log)
  const ended = async (event: { webhookEventId: string }, outcome: string) => {
    const find = () =>
      allLogs().find((one) => one.webhookEventId === event.webhookEventId && one.outcome === outcome)
    await until(find)
    return find()
  }
  return { ...bot, redis, bots, allLogs, ended, kept: () => redis.redis.keys('line-echobot:answer*') }
}

// They wait more than they work: side by side.
t.test('slow answers, with Redis', { jobs: 4 }, async (t) => {
  t.test('an answer in time is an ordinary reply, of which nothing is kept', async (t) => {
    const { ask, textsTo, deliver, ended, kept, allLogs } = await start(t, 1, {})
    const question = ask('answer 100')
    t.equal((await deliver(question)).status, 200)
    matches(t, await ended(question, 'replied'), { sent: 'answer' })
    t.same(textsTo(question), ['the answer to answer 100'])
    t.same([await kept(), answersIn(allLogs())], [[], []])
  })

  t.test('a tap that another process takes waits for the answer, and gets it soon', async (t) => {
    const { ask, tapOn, textsTo, deliver, ended, kept, allLogs, bots } = await start(t, 2, {
      patienceMs: 3_000
    })
    const question = ask('answer 5000')
    await deliver(question)
    matches(t, await ended(question, 'replied'), { sent: 'button' })
    t.equal((await kept()).length, 1)
    const tap = tapOn(question)
    await deliver(tap)
    matches(t, await ended(tap, 'replied'), { sent: 'answer' })
    t.same(textsTo(tap), ['the answer to answer 5000'])
    matches(t, answersIn(allLogs()), [{ answer: 'delivered', webhookEventId: question.webhookEventId }])
    const [worker, other] = ['button', 'answer'].map((sent) =>
      bots.findIndex(({ log }) => log.some((one) => one.sent === sent))
    )
    t.not(worker, other, 'it was another process')

    const again = tapOn(question)
    await deliver(again)
    matches(t, await ended(again, 'ignored'), { reason: 'answered' })
  })

  t.test(
    'when the process at work is killed, another one does the work, and the tap gets the answer',
    async (t) => {
      const line = await startLine(t)
      const redis = await startRedis(t)
      const { ask, tapOn, cardsFor, textsTo } = userOf(line)
      const startWeb = () =>
        spawnBot(t, line, { REDIS_URL: redis.url, PATIENCE_MS: '500' }, { file: 'test/slow-bot/web.ts' })
      const first = await startWeb()
      const question = ask('answer 4000')
      await line.deliver([question])
      await until(() => cardsFor(question).length === 1 && first.output().includes('"sent":"button"'))
      await sleep(300)
      first.child.kill('SIGKILL')
      const second = await startWeb()
      const pending = tapOn(question)
      await line.deliver([pending])
      await until(() => cardsFor(pending).length === 1)
      const key = (await redis.redis.keys('line-echobot:answer:*'))[0] ?? ''
      await until(async () => (await redis.redis.hexists(key, 'messages')) === 1)
      const tap = tapOn(question)
      await line.deliver([tap])
      await until(() => textsTo(tap).length === 1)
      t.same(textsTo(tap), ['the answer to answer 4000'])
      t.equal(cardsFor(question).length, 1)
      await until(async () => (await redis.redis.keys('line-echobot:events:event-*')).length === 0)
      t.equal(await redis.redis.zcard('line-echobot:events:failed'), 0, 'no dead letter')
      t.same(
        second.log().filter(({ outcome }) => outcome === 'interrupted'),
        []
      )
    }
  )

  t.test('work that a process has left behind its button is done once, by the next one', async (t) => {
    const line = await startLine(t)
    const redis = await startRedis(t)
    const { ask } = userOf(line)
    const [left, done] = [ask('answer 300'), ask('answer 301')]
    const queue = openQueue(redis.redis)
    const now = Date.now()
    for (const question of [left, done]) {
      const { source, message, webhookEventId } = question as unknown as webhook.MessageEvent
      const key = `line-echobot:answer:${message.id}`
      const chat = (source as webhook.UserSource).userId ?? ''
      await redis.redis.hset(key, { chat, webhookEventId, kind: 'message.text', askedAt: now })
      if (question === done) await redis.redis.hset(key, 'messages', '[{"type":"text","text":"kept"}]')
      const data = {
        event: question,
        delivery: { reqId: '1', receivedAt: now, bytes: 1 },
        workUntil: now + 60_000
      }
      await queue.add('event', data, { jobId: jobIdOf(webhookEventId) })
    }
    const bot = await startSlowBot(t, { patienceMs: 5_000 }, { REDIS_URL: redis.url }, line)
    const texts: unknown[] = []
    for (const question of [left, done]) {
      const data = `slow:${(question as unknown as webhook.MessageEvent).message.id}:${now.toString(36)}:message.text`
      const [tap] = line.create({ type: 'postback', data })
      await bot.deliver(tap as never)
      await bot.eventLog(tap as never, 'replied')
      texts.push(...bot.textsTo(tap as never))
    }
    t.same(texts, ['the answer to answer 300', 'kept'])
    t.same(
      bot.calls.map(({ text }) => text),
      ['answer 300']
    )
    t.same(line.accepted(left), [], 'without another button')
    await until(async () => (await redis.redis.keys('line-echobot:events:event-*')).length === 0)
  })

  t.test(
    'an answer that nobody fetches in time is gone, with one line; Redis has nothing left',
    async (t) => {
      const { ask, tapOn, textsTo, deliver, ended, kept, allLogs } = await start(t, 1, {
        patienceMs: 300,
        keepForMs: 700
      })
      const question = ask('answer 600')
      await deliver(question)
      await ended(question, 'replied')
      await until(() => answersIn(allLogs()).length > 0)
      matches(t, answersIn(allLogs()), [{ level: 'warn', answer: 'expired' }])
      t.same(await kept(), [])
      const tap = tapOn(question)
      await deliver(tap)
      matches(t, await ended(tap, 'replied'), { sent: 'gone', gone: 'expired' })
      t.same(textsTo(tap), [GONE])
    }
  )

  t.test('a failure after the button is kept for all processes', async (t) => {
    const { ask, tapOn, textsTo, deliver, ended, allLogs } = await start(t, 2)
    const question = ask('throw 900')
    await deliver(question)
    await ended(question, 'replied')
    await until(() => answersIn(allLogs()).length > 0)
    matches(t, answersIn(allLogs()), [{ level: 'error', answer: 'failed', reason: 'handler' }])
    for (const tap of [tapOn(question), tapOn(question)]) {
      await deliver(tap)
      matches(t, await ended(tap, 'replied'), { sent: 'failure' })
      t.same(textsTo(tap), [FAILED])
    }
  })

  t.test('an answer that LINE refuses is a failure from then on', async (t) => {
    const { ask, tapOn, deliver, ended } = await start(t, 1, { patienceMs: 300 })
    const question = ask('empty 600')
    await deliver(question)
    await ended(question, 'replied')
    await sleep(600)
    const [first, second] = [tapOn(question), tapOn(question)]
    await deliver(first)
    await ended(first, 'rejected')
    await deliver(second)
    matches(t, await ended(second, 'replied'), { sent: 'failure' })
  })

  t.test('a tap whose reply fails leaves the answer to the next one', async (t) => {
    const { line, ask, tapOn, deliver, ended, textsTo } = await start(t, 1, { patienceMs: 300 })
    const question = ask('answer 600')
    await deliver(question)
    await ended(question, 'replied')
    await sleep(600)
    const tap = tapOn(question)
    line.misbehave(tap, { status: 403 })
    await deliver(tap)
    await ended(tap, 'postponed')
    await ended(tap, 'replied')
    t.same(textsTo(tap), ['the answer to answer 600'])
    await sleep(10_000)
    const later = tapOn(question)
    await deliver(later)
    matches(t, await ended(later, 'replied'), { sent: 'answer' }, 'and to a later one')
  })

  t.test('what is unsent is kept nowhere, whichever process is at work', async (t) => {
    const { line, ask, tapOn, textsTo, deliver, ended, kept, allLogs } = await start(t, 2)
    const question = ask('answer 2500')
    await deliver(question)
    await ended(question, 'replied')
    const { message } = question as unknown as { message: { id: string } }
    const [unsend] = line.create({ type: 'unsend', messageId: message.id })
    await deliver(unsend as never)
    await ended(unsend as never, 'ignored')
    matches(t, answersIn(allLogs()), [{ answer: 'withdrawn' }])
    await sleep(2_500)
    t.same(await kept(), [])
    const tap = tapOn(question)
    await deliver(tap)
    await ended(tap, 'replied')
    t.same(textsTo(tap), [GONE])
  })

  t.test(
    'a Redis that refuses to keep an answer is asked again, for as long as it would be kept',
    async (t) => {
      const { url, ask, tapOn, textsTo, deliver, ended, redis, allLogs } = await start(t, 1, {
        patienceMs: 300,
        keepForMs: 8_000
      })
      const limitMemory = (bytes: string) => redis.redis.config('SET', 'maxmemory', bytes)
      const soon = ask('answer 3000')
      await deliver(soon)
      await ended(soon, 'replied')
      await sleep(300)
      await limitMemory('1')
      await sleep(3_500)
      await limitMemory('0')
      await until(async () => (await fetch(`${url}/health`)).ok)
      const [key = ''] = await redis.redis.keys('line-echobot:answer:*')
      await until(async () => (await redis.redis.hexists(key, 'messages')) === 1)
      const tap = tapOn(soon)
      await deliver(tap)
      matches(t, await ended(tap, 'replied'), { sent: 'answer' })
      t.same(textsTo(tap), ['the answer to answer 3000'])

      const never = ask('answer 3001')
      await deliver(never)
      await ended(never, 'replied')
      await sleep(300)
      await limitMemory('1')
      await until(() => answersIn(allLogs()).some(({ answer }) => answer === 'failed'))
      const failures = answersIn(allLogs()).filter(({ answer }) => answer === 'failed')
      matches(t, failures, [{ reason: 'not-kept', webhookEventId: never.webhookEventId, err: {} }])
    }
  )

  t.test('a key of another program in the place of an answer is a refusal, too', async (t) => {
    const { ask, deliver, ended, redis } = await start(t, 1, { patienceMs: 300, keepForMs: 100 })
    const question = ask('answer 700')
    const { message } = question as unknown as { message: { id: string } }
    await redis.redis.set(`line-echobot:answer:${message.id}`, 'something else')
    await deliver(question)
    matches(t, await ended(question, 'replied'), { sent: 'button' }, 'the user has the button all the same')
  })
})
