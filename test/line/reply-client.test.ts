import type { Fault } from 'line-platform-simulator'
import t, { type Test } from 'tap'
import { createLongLivedToken } from '../../src/line/access-token.ts'
import { createHttpClient } from '../../src/line/http-client.ts'
import { createOutage } from '../../src/line/outage.ts'
import { createReplyClient, type ReplyClientOptions } from '../../src/line/reply-client.ts'
import { captureLog, freePort, matches, type ReplyEvent, startLine, until } from '../helper.ts'
import { startServer as serve, startBytes, startTls } from './servers.ts'

const HELLO = [{ type: 'text', text: 'hello' }] as const
const SILENT = { error: () => {}, warn: () => {}, info: () => {} }
const soon = (ms = 60_000) => Date.now() + ms

type Options = Partial<ReplyClientOptions> & { connections?: number }

function createClient(t: Test, baseUrl: string, { connections = 256, ...options }: Options = {}) {
  const http = createHttpClient({ baseUrl, connections })
  t.teardown(http.close)
  const accessToken = createLongLivedToken('access-token')
  const client = createReplyClient({ http, accessToken, outage: createOutage(), log: SILENT, ...options })
  return (replyToken: string, deadline = soon(), maxReplyAttempts = Number.POSITIVE_INFINITY) =>
    client.reply({ replyToken, messages: [...HELLO] }, { deadline, maxReplyAttempts })
}

/** A LINE Platform, a client of it, and events that wait for their reply. */
async function connect(t: Test, options: Options = {}) {
  const line = await startLine(t)
  const reply = createClient(t, line.url, options)
  const createEvent = () => line.create({ type: 'text' })[0] as ReplyEvent
  return { line, createEvent, reply: (event: ReplyEvent, until?: number) => reply(event.replyToken, until) }
}

const startServer = async (...args: Parameters<typeof serve>) => (await serve(...args)).url

t.test('sends a reply, once, with the channel access token', async (t) => {
  const { line, createEvent, reply } = await connect(t)
  const event = createEvent()
  const result = await reply(event)
  matches(t, result, { verdict: 'accepted', status: 200, attempts: 1, mayHaveBeenDelivered: false })
  matches(t, line.calls(event), [{ status: 200, messages: HELLO, requestId: result.lineRequestId }])
})

for (const [name, fault] of Object.entries<Fault>({
  'a 500': { status: 500 },
  'a 503': { status: 503 },
  'the rate limit': { status: 429 },
  'a proxy’s timeout': { status: 408 },
  'a dropped connection': { drop: 'before' }
})) {
  t.test(`tries again after ${name}`, async (t) => {
    const { line, createEvent, reply } = await connect(t)
    line.faults.set({ ...fault, times: 1 })
    const event = createEvent()
    matches(t, await reply(event), {
      verdict: 'accepted',
      attempts: 2,
      mayHaveBeenDelivered: fault.drop !== undefined
    })
    t.equal(line.accepted(event).length, 1)
  })
}

t.test('tries again when LINE takes too long, with the same reply token', async (t) => {
  const { line, createEvent, reply } = await connect(t, { attemptTimeoutMs: 1_000 })
  line.faults.set({ latencyMs: 5_000, drop: 'before', times: 1 })
  matches(t, await reply(createEvent()), { verdict: 'accepted', attempts: 2, mayHaveBeenDelivered: true })
})

t.test('says that an attempt without an answer may have worked', async (t) => {
  const { line, createEvent, reply } = await connect(t)
  line.faults.set({ drop: 'after', times: 1 })
  matches(t, await reply(createEvent()), {
    verdict: 'rejected',
    status: 400,
    attempts: 2,
    mayHaveBeenDelivered: true
  })
})

t.test('takes a refusal for an answer', async (t) => {
  const { line, createEvent, reply } = await connect(t)
  for (const status of [400, 404, 410, 413, 415, 422]) {
    line.faults.set({ status, message: 'Not so', times: 1 })
    matches(t, await reply(createEvent()), { verdict: 'rejected', status, attempts: 1, message: 'Not so' })
  }
  for (const status of [401, 403]) {
    line.faults.set({ status, times: 1 })
    matches(t, await reply(createEvent()), { verdict: 'unauthorized', status, attempts: 1 })
  }
})

t.test('keeps LINE’s words, property by property; what is no answer of LINE’s has none', async (t) => {
  const body = {
    message: 'The request body has 1 error(s)',
    details: [{ message: 'May not be empty', property: 'a' }]
  }
  const line = await startServer(t, (_request, response) => response.writeHead(400).end(JSON.stringify(body)))
  const words = 'The request body has 1 error(s); a: May not be empty'
  matches(t, await createClient(t, line)('token'), { verdict: 'rejected', message: words })

  const proxy = await startServer(t, (_request, response) =>
    response.writeHead(400).end('<html>no JSON</html>')
  )
  matches(t, await createClient(t, proxy)('token'), { verdict: 'rejected', message: '' })
})

t.test('the status stands, whatever becomes of the rest of the answer', async (t) => {
  for (const [status, verdict] of [
    [200, 'accepted'],
    [400, 'rejected']
  ] as const) {
    const url = await startServer(t, (request, response) => {
      response.writeHead(status, { 'content-length': 100 })
      response.write('{', () => request.socket.destroy())
    })
    matches(t, await createClient(t, url)('token'), { verdict, status, attempts: 1 })
  }
})

t.test('an accepted reply does not wait for the rest of the answer', async (t) => {
  const early = await startServer(t, (_request, response) => {
    response.writeHead(200)
    response.write('{')
  })
  const before = Date.now()
  matches(t, await createClient(t, early)('token'), { verdict: 'accepted' })
  t.ok(Date.now() - before < 20_000)
})

t.test('gives up in time, and says what LINE said last', async (t) => {
  const { line, createEvent, reply } = await connect(t)
  line.faults.set({ status: 503 })
  const started = Date.now()
  matches(t, await reply(createEvent(), soon(5_000)), {
    verdict: 'unavailable',
    status: 503,
    message: 'Simulated error 503'
  })
  t.ok(Date.now() - started < 20_000)
  t.ok(line.calls().length >= 2, 'and tried more than once')
})

t.test('knows that a try was never sent', async (t) => {
  const result = await createClient(t, `http://127.0.0.1:${await freePort()}`)('token', soon(1_500))
  matches(t, result, { verdict: 'unavailable', message: 'ECONNREFUSED', mayHaveBeenDelivered: false })
  t.notOk('status' in result)
})

t.test('knows that nothing was sent to a server that speaks no TLS', async (t) => {
  const url = await startServer(t, (_request, response) => response.end())
  const result = await createClient(t, url.replace('http:', 'https:'))('token', soon(1_500))
  matches(t, result, { verdict: 'unavailable', mayHaveBeenDelivered: false })
})

t.test('has so many replies under way at most, and gives up on those that wait too long', async (t) => {
  const { line, createEvent, reply } = await connect(t, { connections: 2 })
  line.faults.set({ latencyMs: 3_000, times: 2 })
  const first = [reply(createEvent()), reply(createEvent())]
  const late = [1, 2, 3].map(() => reply(createEvent(), soon(1_000)))
  const results = await Promise.all([...first, reply(createEvent())])
  matches(t, results, [{ verdict: 'accepted' }, { verdict: 'accepted' }, { verdict: 'accepted' }])
  matches(
    t,
    await Promise.all(late),
    Array(3).fill({ verdict: 'unavailable', mayHaveBeenDelivered: false, attempts: 1 })
  )
  t.equal(line.calls().length, 3)
})

t.test('says when LINE names what is wrong with the messages, in whatever body it is', async (t) => {
  for (const [body, hasDetails, message] of [
    ['{"message":"Invalid reply token"}', false, 'Invalid reply token'],
    ['{"message":"a","details":[]}', false, 'a'],
    ['{"message":"a","details":[{"message":"b","property":"c"}]}', true, 'a; c: b'],
    ['{"message":"a","details":[{"message":"b"},null,{"property":"c"},7]}', true, 'a; b'],
    ['{"message":"a","details":{"message":"b"}}', false, 'a'],
    ['{"message":{"a":1}}', false, ''],
    ['null', false, ''],
    ['[]', false, ''],
    ['"a"', false, ''],
    ['', false, '']
  ] as const) {
    const url = await startServer(t, (_request, response) => response.writeHead(400).end(body))
    matches(t, await createClient(t, url)('token'), { verdict: 'rejected', hasDetails, message }, body)
  }
})

t.test('a used reply token is not blamed on the messages, a bad message is', async (t) => {
  const { line, createEvent, reply } = await connect(t)
  const event = createEvent()
  await reply(event)
  matches(t, await reply(event), { verdict: 'rejected', status: 400, hasDetails: false })
  const http = createHttpClient({ baseUrl: line.url, connections: 1 })
  t.teardown(http.close)
  const client = createReplyClient({
    http,
    accessToken: createLongLivedToken('access-token'),
    outage: createOutage(),
    log: SILENT
  })
  const { replyToken } = createEvent()
  const messages = [{ type: 'text' as const, text: '' }]
  matches(t, await client.reply({ replyToken, messages }, { deadline: soon() }), {
    verdict: 'rejected',
    status: 400,
    hasDetails: true
  })
})

t.test('a fault of ours is thrown, and not taken for an outage of LINE', async (t) => {
  const line = await startLine(t)
  const fault = new TypeError('ours')
  const broken = {
    ...createLongLivedToken('token'),
    current: () => undefined,
    get: () => Promise.reject(fault)
  }
  await t.rejects(createClient(t, line.url, { accessToken: broken })('token'), fault)
  const invalid = createLongLivedToken('two\nlines')
  await t.rejects(createClient(t, line.url, { accessToken: invalid })('token'), {
    name: 'InvalidArgumentError'
  })
  t.equal(line.calls().length, 0)
})

t.test('an outage is logged once, immediately and with its cause, and so is its end', async (t) => {
  const { log, records } = await captureLog()
  const { line, createEvent, reply } = await connect(t, { log })
  line.faults.set({ status: 503, message: 'Under maintenance', times: 6 })
  await Promise.all([reply(createEvent()), reply(createEvent()), reply(createEvent())])
  matches(t, records, [
    {
      level: 'warn',
      status: 503,
      reason: 'Under maintenance',
      lineRequestId: /./,
      msg: /not accepting replies/
    },
    { level: 'info', msg: 'LINE is accepting replies again' }
  ])
  t.equal(records.length, 2)
  line.faults.set({ status: 503, times: 1 })
  await reply(createEvent())
  t.equal(records.length, 2, 'one that comes and goes does not fill the log')
})

t.test('a refused access token does not end an outage', async (t) => {
  const { log, records } = await captureLog()
  const { line, createEvent, reply } = await connect(t, { log })
  line.faults.set({ status: 503, times: 1 })
  matches(t, await reply(createEvent(), soon(900)), { verdict: 'unavailable' }, 'after one attempt')
  line.faults.set({ status: 401, times: 1 })
  matches(t, await reply(createEvent()), { verdict: 'unauthorized' })
  t.same(
    records.map(({ level }) => level),
    ['warn']
  )
})

t.test('a rejected reply is no outage', async (t) => {
  const { log, records } = await captureLog()
  const { line, createEvent, reply } = await connect(t, { log })
  for (const status of [400, 401, 403, 404]) {
    line.faults.set({ status, times: 1 })
    await reply(createEvent())
  }
  t.same(records, [])
})

t.test('a cause that only whoever runs the bot can remove is named with its remedy', async (t) => {
  const firstLine = async (baseUrl: string) => {
    const { log, records } = await captureLog()
    await createClient(t, baseUrl, { log })('token', soon(3_000))
    const ofItsKind = records.filter(({ code }) => code === records[0]?.code)
    t.equal(ofItsKind.length, 1, 'however many attempts fail')
    return records[0]
  }
  const tls = await startTls(t, (_request, response) => response.end())
  const { url } = await startBytes(t, 'SSH-2.0-OpenSSH\r\n')
  const closed = `http://127.0.0.1:${await freePort()}`
  const unreachable = { level: 'warn', remedy: /LINE_API_BASE_URL.*HTTPS_PROXY/ }
  matches(t, await Promise.all([tls.url, closed, 'http://line.invalid', url].map(firstLine)), [
    { level: 'warn', code: 'DEPTH_ZERO_SELF_SIGNED_CERT', remedy: /NODE_EXTRA_CA_CERTS/ },
    unreachable,
    unreachable,
    { level: 'warn', code: 'HTTPParserError', reason: /does not match the HTTP/ }
  ])
})

t.test('a reply that is cut off by closing is no outage', async (t) => {
  const { log, records } = await captureLog()
  const { url, sockets } = await startBytes(t)
  const http = createHttpClient({ baseUrl: url, connections: 1 })
  const client = createReplyClient({
    http,
    accessToken: createLongLivedToken('access-token'),
    outage: createOutage(),
    log
  })
  const reply = client.reply({ replyToken: 'token', messages: [...HELLO] }, { deadline: soon(5_000) })
  await until(() => sockets[0]?.bytesRead)
  client.close()
  await http.close()
  matches(t, await reply, { verdict: 'unavailable' })
  t.same(records, [])
})

t.test('an answer that echoes the access token is logged without it', async (t) => {
  const { log, records } = await captureLog()
  for (const token of ['short', 'x'.repeat(170)]) {
    const url = await startServer(t, ({ headers }, response) => {
      const id = String(headers.authorization).replace('Bearer ', '')
      response.writeHead(500, { 'x-line-request-id': id })
      response.end(JSON.stringify({ message: `bad: ${headers.authorization}`, details: [{ message: id }] }))
    })
    const accessToken = createLongLivedToken(token)
    const result = await createClient(t, url, { log, accessToken })('reply-token', soon(), 1)
    matches(t, result, { status: 500, message: 'bad: Bearer …; …', lineRequestId: undefined })
    t.notMatch(JSON.stringify([records, result]), token)
  }
  t.equal(records.length, 2)
})

t.test('a reply is tried once more in the last second before its deadline', async (t) => {
  const { line, createEvent, reply } = await connect(t)
  line.faults.set({ status: 503 })
  const startedAt = performance.now()
  await reply(createEvent(), soon(9_000))
  const ms = performance.now() - startedAt
  t.ok(ms >= 8_000, `given up after ${Math.round(ms)} of 9000 ms`)
})

t.test('makes as many attempts as it may', async (t) => {
  const { log } = await captureLog()
  let sent = 0
  const client = createReplyClient({
    http: {
      async send() {
        sent++
        return { status: 500, headers: {}, text: '' }
      }
    },
    accessToken: createLongLivedToken('token'),
    outage: createOutage(),
    log
  })
  const { verdict, attempts } = await client.reply(
    { replyToken: 'token', messages: [] },
    { deadline: soon(), maxReplyAttempts: 2 }
  )
  t.same({ verdict, attempts, sent }, { verdict: 'unavailable', attempts: 2, sent: 2 })
})
