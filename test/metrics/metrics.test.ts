import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import { freePort, spawnBot, spawnWorker, startBot, startLine, until } from '../helper.ts'
import { startRedis, withoutRedis } from '../redis.ts'

/** The samples of the bot's own metrics, as `name{labels} value`, those of processes and of Node left out. */
async function samplesAt(port: string): Promise<string[]> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`)
  const lines = (await response.text()).split('\n')
  return lines.filter((line) => line.startsWith('line_bot_'))
}

/** The samples whose values depend on time, without their values. */
const timeless = (sample: string) => sample.replace(/(_sum(?:\{.*\})?|age_seconds) [\d.e-]+$/, '$1')

/** Counts and gauges, without the buckets of the histograms. */
const countsIn = (samples: string[]) =>
  samples
    .filter((sample) => !/_bucket|line_bot_info/.test(sample))
    .map(timeless)
    .sort()

async function startWithMetrics(t: Test) {
  const line = await startLine(t, { monthlyQuota: 200 })
  const port = String(await freePort())
  const bot = await spawnBot(t, line, { METRICS_PORT: port, HOST: '127.0.0.1' })
  return { line, port, bot }
}

t.test('counts webhooks, events and attempts to reply, and measures handlers', async (t) => {
  const { line, port, bot } = await startWithMetrics(t)
  await line.say('hello')
  await line.send({ type: 'sticker' })
  await fetch(`${bot.url}/echobot/callback/`, { method: 'POST', body: '{}' })
  await until(async () => (await samplesAt(port)).some((sample) => sample.startsWith('line_bot_push_usage')))
  t.same(countsIn(await samplesAt(port)), [
    'line_bot_events_in_flight 0',
    'line_bot_events_total{kind="message.sticker",outcome="ignored",reason="unsupported"} 1',
    'line_bot_events_total{kind="message.text",outcome="replied",reason=""} 1',
    'line_bot_handler_duration_seconds_count{handler="message.text"} 1',
    'line_bot_handler_duration_seconds_sum{handler="message.text"}',
    'line_bot_line_up 1',
    'line_bot_oldest_event_age_seconds',
    'line_bot_push_quota_messages 200',
    'line_bot_push_usage_messages 0',
    'line_bot_reply_attempt_duration_seconds_count{verdict="accepted"} 1',
    'line_bot_reply_attempt_duration_seconds_sum{verdict="accepted"}',
    'line_bot_webhooks_total{status="200"} 2',
    'line_bot_webhooks_total{status="403"} 1'
  ])
})

t.test('shows that LINE is down, and how old the oldest event is', async (t) => {
  const { line, port } = await startWithMetrics(t)
  line.faults.set({ status: 500 })
  void line.say('hello').catch(() => {})
  await until(async () => {
    const samples = await samplesAt(port)
    const age = Number(samples.find((sample) => sample.startsWith('line_bot_oldest'))?.split(' ')[1])
    return (
      samples.includes('line_bot_line_up 0') && samples.includes('line_bot_events_in_flight 1') && age > 0
    )
  })
  line.faults.set({})
  await until(async () => (await samplesAt(port)).includes('line_bot_line_up 1'))
})

t.test('has nothing of a message or a user, and the process as Prometheus expects it', async (t) => {
  const { line, port } = await startWithMetrics(t)
  const { event } = await line.say('a secret text')
  const response = await fetch(`http://127.0.0.1:${port}/metrics`)
  const text = await response.text()
  t.match(response.headers.get('content-type'), /^text\/plain; version=0\.0\.4/)
  const { userId } = event.source as { userId: string }
  for (const secret of ['secret', userId, (event as { replyToken: string }).replyToken, line.channelSecret])
    t.notOk(text.includes(secret), secret)
  t.match(text, /^line_bot_info\{process="web",version="\d+\.\d+\.\d+"\} 1$/m)
  for (const name of [
    'process_resident_memory_bytes',
    'nodejs_eventloop_lag_p99_seconds',
    'process_cpu_seconds_total'
  ])
    t.match(text, new RegExp(`^${name} `, 'm'))
})

t.test('serves no metrics unless METRICS_PORT is set, and never on the public port', async (t) => {
  const { bot } = await startWithMetrics(t)
  t.equal((await fetch(`${bot.url}/metrics`)).status, 404)
})

t.test('says which variable is wrong when the port is in use', async (t) => {
  const line = await startLine(t)
  const { port } = new URL(line.url)
  const bot = await spawnBot(t, line, { METRICS_PORT: port, HOST: '127.0.0.1' }, { waitForHealth: false })
  t.same(await bot.exited, [1, null])
  t.same(
    bot.log().map(({ level, variable }) => [level, variable]),
    [['fatal', 'METRICS_PORT']]
  )
})

t.test(
  'with Redis, web and worker count their own, and both know the queue',
  { skip: withoutRedis },
  async (t) => {
    const line = await startLine(t)
    const { url: REDIS_URL, kill } = await startRedis(t)
    const [webPort, workerPort] = [String(await freePort()), String(await freePort())]
    await spawnBot(t, line, { REDIS_URL, METRICS_PORT: webPort })
    const worker = await spawnWorker(t, line, { REDIS_URL, METRICS_PORT: workerPort })
    const said = await Promise.all(Array.from({ length: 20 }, (_, i) => line.say(`hello ${i}`)))
    await until(() => line.accepted().length === said.length)
    const queue = ['active', 'dead_letter', 'delayed', 'waiting'].map(
      (state) => `line_bot_queue_events{state="${state}"} 0`
    )
    await until(async () => {
      const samples = (await Promise.all([webPort, workerPort].map(samplesAt))).flat()
      const replied = samples.filter((sample) => sample.includes('outcome="replied"'))
      return replied.reduce((sum, sample) => sum + Number(sample.split(' ')[1]), 0) === said.length
    })
    for (const port of [webPort, workerPort]) {
      const samples = await samplesAt(port)
      t.same(samples.filter((sample) => sample.startsWith('line_bot_queue')).sort(), queue)
    }
    const health = (path: string) => fetch(`http://127.0.0.1:${workerPort}${path}`)
    t.equal((await health('/health')).status, 200)
    await kill()
    await until(async () => (await health('/health')).status === 503)
    t.equal((await health('/health/live')).status, 200)
    const samples = await samplesAt(workerPort)
    t.same(
      samples.filter((sample) => sample.startsWith('line_bot_queue')),
      [],
      'what is not known is left out'
    )
    t.ok(
      worker.log().every(({ process }) => /^worker-/.test(String(process))),
      'its lines say whose they are'
    )
  }
)

t.test('what is not settled is counted and has an age, in memory', async (t) => {
  const { app, end } = await startWithOpenEvent(t)
  await until(
    async () => (await isOpen(app)) && (await app.bot.metrics?.read())?.includes('push_usage_messages 0')
  )
  end(undefined)
})

t.test('and with Redis', { skip: withoutRedis }, async (t) => {
  const { app, end } = await startWithOpenEvent(t, { REDIS_URL: (await startRedis(t)).url })
  await until(() => isOpen(app, 'line_bot_queue_events{state="active"} 1'))
  end(undefined)
})

/** The bot in this process, with an event whose handler works until it is told to end. */
async function startWithOpenEvent(t: Test, environment = {}) {
  const { promise, resolve: end } = Promise.withResolvers<undefined>()
  const createHandlers = () => ({ default: () => promise })
  const line = await startLine(t)
  const { app } = await startBot(t, line, { METRICS_PORT: '0', ...environment }, (options) =>
    createApp({ ...options, createHandlers })
  )
  void line.say('hello')
  return { app, end }
}

/** Whether one event is in flight and some time old, and this sample is there. */
async function isOpen({ bot }: FastifyInstance, sample = ''): Promise<boolean> {
  const text = (await bot.metrics?.read()) ?? ''
  const age = /^line_bot_oldest_event_age_seconds (.*)$/m.exec(text)?.[1]
  return Number(age) > 0 && text.includes('line_bot_events_in_flight 1\n') && text.includes(sample)
}
