import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import echobot from '../../src/echobot/index.ts'
import { health } from '../../src/health.ts'
import { createMemoryInbox } from '../../src/inbox/memory.ts'
import { event, redelivered, stickerEvent, textEvent } from '../events.ts'
import { startLine } from '../fake-line.ts'
import { CALLBACK, delivererTo, SECRET, startBot, until } from '../helper.ts'

async function start(t: Test, environment: Record<string, string> = {}) {
  const line = await startLine(t)
  const bot = await startBot(t, { LINE_API_BASE_URL: line.url, ...environment })
  return { line, ...bot }
}

t.test('echoes text', async (t) => {
  const { line, deliver, eventLog } = await start(t)
  const hello = textEvent('Hello, 世界 🤨')
  t.match(await deliver(hello), { status: 200, text: '' })
  t.match(line.callsFor(hello.replyToken), [{ messages: [{ type: 'text', text: 'Hello, 世界 🤨' }] }])
  t.match(await eventLog(hello), {
    level: 'info',
    kind: 'message.text',
    outcome: 'replied',
    status: 200,
    tries: 1
  })
})

t.test('answers at the address without its last slash, and whatever the query', async (t) => {
  const { deliver } = await start(t)
  for (const path of ['/echobot/callback', `${CALLBACK}?a=1`]) {
    t.equal((await deliver(textEvent('a'), { path })).status, 200, path)
  }
  t.equal((await deliver(textEvent('a'), { path: `${CALLBACK}more` })).status, 404)
})

t.test('answers the Verify button', async (t) => {
  const { line, deliver, eventLog } = await start(t)
  t.equal((await deliver([])).status, 200)
  const dummies = [
    textEvent('Hello, world', { replyToken: '0'.repeat(32) }),
    stickerEvent({ replyToken: 'f'.repeat(32) })
  ]
  t.equal((await deliver(dummies)).status, 200, 'and the one of 2020')
  for (const dummy of dummies) t.match(await eventLog(dummy), { outcome: 'ignored', reason: 'verification' })
  t.equal(line.calls.length, 0)
})

t.test('explains itself to someone who opens it in a browser', async (t) => {
  const { deliver } = await start(t)
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const answer = await deliver('', { method, signature: null })
    t.match(answer, { status: 400, text: /Webhooks come by POST/ }, method)
    t.equal(answer.headers.get('allow'), 'POST')
  }
})

t.test('refuses what LINE did not sign; only the log says why', async (t) => {
  const { line, deliver, log } = await start(t)
  const body = textEvent('tell nobody')
  const answers = [
    await deliver(body, { signature: null }),
    await deliver(body, { signature: 'AAAA' }),
    await deliver(body, { secret: 'another' })
  ]
  for (const { status, text } of answers) {
    t.equal(status, 403)
    t.equal(text, answers[0]?.text, 'the answers are all the same')
  }
  t.match(
    log.filter((record) => record.statusCode === 403),
    ['absent', 'malformed', 'mismatch'].map((reason) => ({
      level: 'warn',
      reason,
      bytes: Number,
      path: CALLBACK
    }))
  )
  t.notMatch(JSON.stringify([log, answers]), /tell nobody/)
  t.equal(line.calls.length, 0)
})

t.test('refuses a body of more than 1 MiB', async (t) => {
  const { deliver } = await start(t)
  t.equal((await deliver(Buffer.alloc(1024 * 1024 + 1, ' '))).status, 413)
})

t.test('ignores what it has no reply for, and logs it', async (t) => {
  const { line, deliver, eventLog } = await start(t)
  const cases = [
    [stickerEvent(), 'message.sticker', 'unsupported'],
    [event({ type: 'follow', follow: { isUnblocked: false } }), 'follow', 'unsupported'],
    [event({ type: 'unfollow', replyToken: undefined }), 'unfollow', 'unsupported'],
    [event({ type: 'brandNew' }), 'brandNew', 'unsupported'],
    [event({ type: 'constructor' }), 'constructor', 'unsupported'],
    [event({ type: undefined }), 'unknown', 'unsupported'],
    [event({ message: { type: 'hologram' } }), 'message.hologram', 'unsupported'],
    [event({ message: null }), 'unknown', 'unsupported'],
    [event({ message: { type: 'text', text: 7 } }), 'unknown', 'unsupported'],
    [textEvent(''), 'message.text', 'unsupported'],
    [textEvent('hi', { mode: 'standby' }), 'message.text', 'standby'],
    [textEvent('hi', { replyToken: undefined }), 'message.text', 'no-reply-token'],
    [textEvent('hi', { replyToken: { a: 1 } }), 'message.text', 'no-reply-token']
  ] as const
  t.equal((await deliver(cases.map(([event]) => event))).status, 200)
  for (const [event, kind, reason] of cases) {
    t.match(await eventLog(event), { level: 'info', kind, outcome: 'ignored', reason })
  }
  t.equal(line.calls.length, 0)
})

t.test('with DEFAULT_REPLY_TEXT, answers everything else that can be answered', async (t) => {
  const { line, deliver, eventLog } = await start(t, { DEFAULT_REPLY_TEXT: 'Only text, please' })
  const answered = [stickerEvent(), event({ type: 'follow' }), event({ type: 'brandNew' })]
  const silent = [event({ type: 'unfollow', replyToken: undefined }), stickerEvent({ mode: 'standby' })]
  const text = textEvent('echo')
  t.equal((await deliver([...answered, ...silent, text])).status, 200)
  for (const { replyToken } of answered) {
    t.match(line.callsFor(replyToken), [{ messages: [{ type: 'text', text: 'Only text, please' }] }])
  }
  t.match(line.callsFor(text.replyToken), [{ messages: [{ text: 'echo' }] }])
  t.equal(line.calls.length, 4)
  t.match(await eventLog(silent[0] as never), { outcome: 'ignored', reason: 'no-reply-token' })
})

t.test('answers each event once, however often LINE delivers it', async (t) => {
  const { line, deliver, eventLog } = await start(t)
  const hello = textEvent('hello')
  line.plan(hello.replyToken, { delay: 100 })
  const answers = await Promise.all(Array.from({ length: 8 }, () => deliver(hello)))
  t.same(
    answers.map(({ status }) => status),
    Array(8).fill(200),
    'all at once'
  )
  t.equal((await deliver(redelivered(hello))).status, 200, 'and once more')
  t.equal(line.callsFor(hello.replyToken).length, 1)
  t.match(await eventLog(hello, 'duplicate'), { level: 'info' })
})

t.test('says 400 when LINE refuses a reply, handles its neighbours, and does not try it again', async (t) => {
  const { line, deliver, eventLog } = await start(t)
  const [a, b, c] = [textEvent('a'), textEvent('b'), textEvent('c')]
  line.plan(b.replyToken, { status: 400 })
  t.equal((await deliver([a, b, c])).status, 400)
  t.match(await eventLog(b), {
    level: 'warn',
    outcome: 'rejected',
    status: 400,
    message: 'scripted 400',
    lineRequestId: /./
  })
  t.match([line.accepted(a.replyToken).length, line.accepted(c.replyToken).length], [1, 1])
  t.equal((await deliver([a, b, c].map(redelivered))).status, 200)
  t.equal(line.calls.length, 3)
})

t.test('a hiccup of LINE costs nothing', async (t) => {
  const { line, deliver, eventLog } = await start(t)
  for (const behaviour of [{ status: 500 }, { status: 429 }, { drop: 'before' }] as const) {
    const hello = textEvent('hello')
    line.plan(hello.replyToken, behaviour)
    t.equal((await deliver(hello)).status, 200)
    t.equal(line.accepted(hello.replyToken).length, 1)
    t.match(await eventLog(hello), { outcome: 'replied', tries: 2 })
  }
})

t.test('a reply that LINE took without an answer is unconfirmed, and no error', async (t) => {
  const { line, deliver, eventLog } = await start(t)
  const hello = textEvent('hello')
  line.plan(hello.replyToken, { drop: 'after' })
  t.equal((await deliver(hello)).status, 200)
  t.equal(line.accepted(hello.replyToken).length, 1)
  t.match(await eventLog(hello), { level: 'warn', outcome: 'unconfirmed', status: 400 })
})

t.test('refused credentials are loud, and the event is kept by LINE', async (t) => {
  const { deliver, eventLog, log } = await start(t, { LINE_CHANNEL_ACCESS_TOKEN: 'wrong-token' })
  const hello = textEvent('hello')
  const answer = await deliver(hello)
  t.equal(answer.status, 503)
  t.match(answer.headers.get('retry-after'), /^\d+$/)
  t.match(await eventLog(hello), {
    level: 'error',
    outcome: 'failed',
    status: 401,
    msg: /LINE_CHANNEL_ACCESS_TOKEN/
  })
  t.notMatch(JSON.stringify([log, answer.text]), /wrong-token/)
})

t.test('answers in time when LINE does not, goes on behind it, and joins the redelivery to it', async (t) => {
  const { line, deliver, eventLog } = await start(t)
  const [stalled, other] = [textEvent('stalled'), textEvent('other')]
  line.plan(stalled.replyToken, { delay: 1_800 })
  const first = deliver(stalled)
  const quick = await deliver(other)
  t.equal(quick.status, 200)
  t.ok(quick.ms < 500, 'another event does not wait')
  const answer = await first
  t.equal(answer.status, 503)
  t.ok(answer.ms < 1_900 && answer.headers.has('retry-after'))
  t.equal((await deliver(redelivered(stalled))).status, 200)
  t.equal(line.callsFor(stalled.replyToken).length, 1)
  t.match(await eventLog(stalled, 'replied'), { ms: Number })
})

t.test('says 503 when its hands are full, on /health too, and recovers by itself', async (t) => {
  const handled: (() => void)[] = []
  const inbox = createMemoryInbox({
    capacity: 2,
    handle: () => new Promise((end) => handled.push(() => end({ outcome: 'replied' }))),
    report: () => {}
  })
  const app = Fastify()
  app.register(health, { hasRoom: () => !inbox.isFull() })
  app.register(echobot, { prefix: CALLBACK, channelSecret: SECRET, inbox })
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const deliver = delivererTo(url)
  const healthStatus = async () => (await fetch(`${url}/health`)).status

  t.equal(await healthStatus(), 200)
  const first = deliver([textEvent('a'), textEvent('b')])
  await until(() => inbox.isFull())
  t.equal(await healthStatus(), 503)
  const refused = await deliver(textEvent('one too many'))
  t.equal(refused.status, 503)
  t.ok(refused.headers.has('retry-after'))
  t.equal(handled.length, 2)

  for (const end of handled) end()
  t.equal((await first).status, 200)
  t.equal(await healthStatus(), 200)
})

t.test('a slow sender is cut off', { timeout: 20_000 }, async (t) => {
  const { url } = await start(t)
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.write(
    `POST ${CALLBACK} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`
  )
  const started = Date.now()
  t.match(await textOf(socket), /^HTTP\/1.1 408/)
  t.ok(Date.now() - started < 8_000)
})

t.test('while it stops, refuses new webhooks with 503 and finishes those in hand', async (t) => {
  const { line, app, deliver } = await start(t)
  const [hello, late] = [textEvent('hello'), textEvent('late')]
  line.plan(hello.replyToken, { delay: 600 })
  const first = deliver(hello)
  while (line.calls.length === 0) await sleep(5)
  const closed = app.close()
  await sleep(50)
  t.equal((await deliver(late)).status, 503)
  t.equal((await first).status, 200)
  await closed
  t.equal(line.accepted(hello.replyToken).length, 1)
  t.equal(line.callsFor(late.replyToken).length, 0)
})

t.test('the log has one line for each event and each refusal, and nothing private', async (t) => {
  const { log, deliver, eventLog, app } = await start(t)
  const hello = textEvent('my secret words')
  const sticker = stickerEvent()
  await deliver([hello, sticker])
  await deliver(hello, { signature: null })
  await deliver('', { method: 'GET', path: '/admin?password=abc' })
  await Promise.all([eventLog(hello), eventLog(sticker)])
  t.equal(log.length, 1 + 2 + 1 + 1, 'listening, two events, two refusals')
  const text = JSON.stringify(log)
  const { userId } = hello.source as { userId: string }
  for (const secret of [
    'my secret words',
    userId,
    hello.replyToken,
    SECRET,
    app.config.LINE_CHANNEL_ACCESS_TOKEN,
    'password'
  ]) {
    t.notOk(text.includes(secret), secret)
  }
})
