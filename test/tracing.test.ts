/** `examples/tracing.ts`, as docs/operations.md has it loaded. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { RUN_BOT, spawnBot, spawnWorker, startLine, until } from './helper.ts'
import { startRedis, withoutRedis } from './redis.ts'

/** What a collector gets: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding */
interface ExportRequest {
  resourceSpans: { resource: { attributes: Attributes }; scopeSpans: { spans: Span[] }[] }[]
}

interface Span {
  name: string
  kind: number
  spanId: string
  parentSpanId?: string
  attributes: Attributes
}

type Attributes = { key: string; value: { stringValue?: string; intValue?: number } }[]

const KINDS = ['', 'internal', 'server', 'client']

function valueIn(attributes: Attributes, name: string) {
  const { value } = attributes.find(({ key }) => key === name) ?? {}
  return value?.stringValue ?? value?.intValue
}

/**
 * A collector that keeps what it gets, and the environment of a process that sends it its traces. It answers with the
 * statuses in turn, the last again and again; 0 is no answer.
 */
async function startCollector(t: Test, ...statuses: number[]) {
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const status = statuses[Math.min(bodies.length, statuses.length - 1)] as number
    bodies.push(await text(request))
    if (status === 0) return
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo

  /** The spans of a process, sorted, each with its ancestors: `client GET /a 200 < server POST /b 200`. */
  function spansOf(service: string): string[] {
    const spans = bodies
      .flatMap((body) => (JSON.parse(body) as ExportRequest).resourceSpans)
      .filter(({ resource }) => valueIn(resource.attributes, 'service.name') === service)
      .flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans))
    const describe = ({ name, kind, parentSpanId, attributes }: Span): string => {
      const status = valueIn(attributes, 'http.response.status_code')
      const words = [KINDS[kind], name, status].filter(Boolean).join(' ')
      const parent = spans.find(({ spanId }) => spanId === parentSpanId)
      return parent ? `${words} < ${describe(parent)}` : words
    }
    return spans.map(describe).sort()
  }

  return {
    spansOf,
    /** everything that came, as text */
    received: () => bodies.join('\n'),
    environment: (service: string) => ({
      NODE_OPTIONS: '--import ./examples/tracing.ts',
      OTEL_SERVICE_NAME: service,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`
    })
  }
}

const WEBHOOK = 'server POST /echobot/callback 200'
const HANDLER = 'internal handler - callback -> line-webhook'
const BOT_INFO = 'client GET /v2/bot/info 200'
const REPLY = 'client POST /v2/bot/message/reply 200'

t.test(
  'a trace shows a webhook with its calls to LINE, nothing private, and none is lost on SIGTERM',
  async (t) => {
    const line = await startLine(t)
    const collector = await startCollector(t, 200)
    const bot = await spawnBot(t, line, collector.environment('web'), {
      file: RUN_BOT,
      args: ['examples/ask-later.ts']
    })
    line.settings.webhookUrl += '?key=private'
    await line.say('a private text')
    await fetch(`${bot.url}/private-path?key=private`)
    const { event } = await line.send({ type: 'follow' })
    bot.child.kill('SIGTERM')
    t.same(await bot.exited, [0, null])
    t.same(collector.spansOf('web'), [
      `client GET /v2/bot/profile/{id} 200 < ${HANDLER} < ${WEBHOOK}`,
      ...Array(2).fill(`${REPLY} < ${HANDLER} < ${WEBHOOK}`),
      ...Array(2).fill(`${HANDLER} < ${WEBHOOK}`),
      'server GET /{unknown} 404',
      ...Array(2).fill(WEBHOOK)
    ])
    const { source, replyToken } = event as { source: { userId: string }; replyToken: string }
    for (const secret of ['private', source.userId, replyToken, line.settings.channelAccessToken])
      t.notOk(collector.received().includes(secret), secret)
    t.same(
      bot.log().filter(({ level }) => level !== 'info'),
      [],
      'every line of the log is JSON, and none is a warning'
    )
  }
)

t.test(
  'with Redis, a webhook and its reply are two traces, and a worker loses none on SIGTERM',
  { skip: withoutRedis },
  async (t) => {
    const line = await startLine(t)
    const collector = await startCollector(t, 200)
    const { url: REDIS_URL } = await startRedis(t)
    const start = (name: string) => ({ REDIS_URL, WORKER_CONCURRENCY: '1', ...collector.environment(name) })
    const botInfoCalls = () =>
      line.exchanges.list().filter((one) => one.kind === 'api' && one.operation === 'getBotInfo')
    const web = await spawnBot(t, line, start('web'))
    const worker = await spawnWorker(t, line, start('worker'))
    await until(() => botInfoCalls().length === 2) // at the start
    line.faults.set({ latencyMs: 500 }) // so that each process has an event
    await Promise.all([line.say('one'), line.say('two')])
    await until(() => line.calls().length === 2)
    for (const { child } of [web, worker]) child.kill('SIGTERM')
    t.same(await Promise.all([web.exited, worker.exited]), Array(2).fill([0, null]))
    t.same(collector.spansOf('web'), [
      BOT_INFO,
      REPLY,
      `${HANDLER} < ${WEBHOOK}`,
      `${HANDLER} < ${WEBHOOK}`,
      WEBHOOK,
      WEBHOOK
    ])
    t.same(collector.spansOf('worker'), [BOT_INFO, REPLY])
  }
)

t.test(
  'a collector that rejects traces is logged, and one that is silent keeps no process from its end',
  async (t) => {
    const line = await startLine(t)
    const collector = await startCollector(t, 401, 0)
    const bot = await spawnBot(t, line, { ...collector.environment('web'), OTEL_BSP_SCHEDULE_DELAY: '50' })
    await line.say('one')
    const errors = () => bot.log().filter(({ level }) => level !== 'info')
    await until(() => errors().length > 0)
    await line.say('two')
    bot.child.kill('SIGTERM')
    t.same(await bot.exited, [0, null])
    t.same(
      errors().map(({ level, msg }) => [level, msg.includes('OTLPExporterError: Unauthorized')]),
      [['error', true]]
    )
    t.equal(line.accepted().length, 2)
  }
)
