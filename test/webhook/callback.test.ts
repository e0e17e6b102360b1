import Fastify from 'fastify'
import type { Sent } from 'line-platform-simulator'
import t from 'tap'
import { createMemoryInbox } from '../../src/inbox/memory.ts'
import { createRecentActivity } from '../../src/inbox/recent-activity.ts'
import { createOutage } from '../../src/line/outage.ts'
import { loadShedding } from '../../src/webhook/load-shedding.ts'
import echobot from '../../src/webhook/route.ts'
import {
  CALLBACK,
  delivererTo,
  event,
  issuing,
  matches,
  SECRET,
  startBot,
  startLine,
  startLineAndBot,
  textEvent,
  until
} from '../helper.ts'
import { startServer } from '../line/servers.ts'

t.test('answers at the address without its last slash, and whatever the query', async (t) => {
  const { deliver } = await startLineAndBot(t)
  for (const path of ['/echobot/callback', `${CALLBACK}?a=1`]) {
    t.equal((await deliver([], { path })).status, 200, path)
  }
  t.equal((await deliver([], { path: `${CALLBACK}more` })).status, 404)
})

t.test('answers the Verify button', async (t) => {
  const { line, eventLog } = await startLineAndBot(t)
  matches(t, await line.verify(), { status: 200 })
  const sent = await line.sendTogether([
    { type: 'text', text: 'Hello, world', override: { replyToken: '0'.repeat(32) } },
    { type: 'sticker', override: { replyToken: 'f'.repeat(32) } }
  ])
  for (const { event, delivery } of sent) {
    t.equal(delivery.status, 200, 'and the one of 2020')
    matches(t, await eventLog(event), { outcome: 'ignored', reason: 'verification' })
  }
  t.equal(line.calls().length, 0)
})

t.test('explains itself to someone who opens it in a browser', async (t) => {
  const { deliver } = await startLineAndBot(t)
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const answer = await deliver('', { method, signature: null })
    matches(t, answer, { status: 400, text: /accepts only webhooks from LINE/ }, method)
    t.equal(answer.headers.get('allow'), 'POST')
  }
})

t.test('refuses what LINE did not sign; only the log says why', async (t) => {
  const { line, deliver, log } = await startLineAndBot(t)
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
  matches(
    t,
    log.filter((record) => record.statusCode === 403),
    ['absent', 'malformed', 'mismatch'].map((reason) => ({
      level: 'warn',
      reason,
      bytes: Number,
      path: CALLBACK
    }))
  )
  t.notMatch(JSON.stringify([log, answers]), /tell nobody/)
  matches(t, await line.say('hello', {}, { signature: 'bad' }), { delivery: { status: 403 }, replies: [] })
  t.equal(line.calls().length, 0)
})

t.test('refuses a body of more than 1 MiB', async (t) => {
  const { deliver } = await startLineAndBot(t)
  t.equal((await deliver(Buffer.alloc(1024 * 1024 + 1, ' '))).status, 413)
})

t.test('ignores what it has no reply for, and logs it', async (t) => {
  const { line, eventLog } = await startLineAndBot(t)
  const message = (message: unknown) => ({ type: 'text', override: { message } }) as const
  const cases = [
    [{ type: 'sticker' }, 'message.sticker', 'unsupported'],
    [{ type: 'follow' }, 'follow', 'unsupported'],
    [{ type: 'unfollow' }, 'unfollow', 'unsupported'],
    [{ type: 'unknownEvent' }, 'brandNew', 'unsupported'],
    [{ type: 'unknownMessage' }, 'message.hologram', 'unsupported'],
    [{ type: 'follow', override: { type: 'constructor' } }, 'constructor', 'unsupported'],
    [{ type: 'follow', override: { type: null } }, 'unknown', 'unsupported'],
    [message(null), 'unknown', 'unsupported'],
    [message({ type: 'text', text: 7 }), 'unknown', 'unsupported'],
    [message({ type: 'text', text: '' }), 'message.text', 'no-reply'],
    [{ type: 'text', mode: 'standby' }, 'message.text', 'standby'],
    [{ type: 'text', override: { replyToken: null } }, 'message.text', 'no-reply-token'],
    [{ type: 'text', override: { replyToken: { a: 1 } } }, 'message.text', 'no-reply-token']
  ] as const
  const sent = await line.sendTogether(cases.map(([spec]) => spec))
  for (const [index, [, kind, reason]] of cases.entries()) {
    const { event, delivery } = sent[index] as (typeof sent)[0]
    t.equal(delivery.status, 200)
    matches(t, await eventLog(event), { level: 'info', kind, outcome: 'ignored', reason })
  }
  t.equal(line.calls().length, 0)
})

t.test('answers each event once, however often LINE delivers it', async (t) => {
  const { line, eventLog } = await startLineAndBot(t)
  line.faults.set({ latencyMs: 100 })
  const { event } = await line.say('hello', {}, { copies: 8 })
  matches(t, line.webhooksOf(event), Array(8).fill({ status: 200 }), 'all at once')
  matches(t, await line.redeliver(event.webhookEventId), { delivery: { status: 200 } }, 'and once more')
  t.equal(line.calls(event).length, 1)
  matches(t, await eventLog(event, 'duplicate'), { level: 'info' })
})

t.test('says 400 when LINE refuses a reply, handles its neighbours, and does not try it again', async (t) => {
  const { line, deliver, eventLog } = await startLineAndBot(t)
  const events = line.create({ type: 'text' }, { type: 'text' }, { type: 'text' })
  const [a, b, c] = events as [(typeof events)[0], (typeof events)[0], (typeof events)[0]]
  line.misbehave(b, { status: 400 })
  t.equal((await deliver(events)).status, 400)
  matches(t, await eventLog(b), {
    level: 'warn',
    outcome: 'rejected',
    status: 400,
    message: 'Invalid reply token'
  })
  matches(t, [line.accepted(a).length, line.accepted(c).length], [1, 1])
  t.equal((await deliver(events)).status, 200)
  t.equal(line.calls().length, 3)
})

t.test('a hiccup of LINE costs nothing', async (t) => {
  const { line, eventLog } = await startLineAndBot(t)
  for (const fault of [{ status: 500 }, { status: 429 }, { drop: 'before' }] as const) {
    line.faults.set({ ...fault, times: 1 })
    const { event, delivery, replies } = await line.say('hello')
    t.equal(delivery.status, 200)
    t.equal(replies.length, 1)
    matches(t, await eventLog(event), { outcome: 'replied', tries: 2 })
  }
})

t.test('a reply that LINE took without an answer is unconfirmed, and no error', async (t) => {
  const { line, eventLog } = await startLineAndBot(t)
  line.faults.set({ drop: 'after', times: 1 })
  const { event, delivery, replies } = await line.say('hello')
  t.equal(delivery.status, 200)
  t.equal(replies.length, 1)
  matches(t, await eventLog(event), { level: 'warn', outcome: 'unconfirmed', status: 400 })
})

t.test('refused credentials are loud, and the event is kept by LINE', async (t) => {
  const { line, deliver, eventLog, log } = await startLineAndBot(t, {
    LINE_CHANNEL_ACCESS_TOKEN: 'wrong-token'
  })
  const [event] = line.create({ type: 'text' }) as [never]
  const answer = await deliver(event)
  t.equal(answer.status, 503)
  t.match(answer.headers.get('retry-after'), /^\d+$/)
  matches(t, await eventLog(event), {
    level: 'error',
    outcome: 'failed',
    status: 401,
    msg: /LINE_CHANNEL_ACCESS_TOKEN/
  })
  t.notMatch(JSON.stringify([log, answer.text]), /wrong-token/)
})

t.test('without a long-lived token, issues its own, before the first event comes', async (t) => {
  const line = await startLine(t)
  const { log, eventLog } = await startBot(t, line, { ...issuing(line), LOG_LEVEL: 'trace' })
  await until(() => line.tokenCalls().length > 0)
  const sent = await line.say('hello')
  matches(t, sent, { delivery: { status: 200 }, replies: [{ text: 'hello' }] })
  matches(t, await eventLog(sent.event), { outcome: 'replied', tries: 1 })
  matches(t, line.tokenCalls(), [{ status: 200 }])
  t.notOk(JSON.stringify(log).includes(SECRET))
  t.notMatch(JSON.stringify(log), /[\w+/=.-]{100}/, 'no access token')
})

t.test(
  'LINE accepts a reply with its status: the webhook gets 200, though the body never ends',
  async (t) => {
    const server = await startServer(t, (_request, response) => void response.writeHead(200).write('{'))
    const { deliver, eventLog } = await startLineAndBot(t, { LINE_API_BASE_URL: server.url })
    const event = textEvent('hello')
    t.equal((await deliver(event)).status, 200)
    matches(t, await eventLog(event), { outcome: 'replied', status: 200, tries: 1 })
  }
)

t.test('with a long-lived token, issues none, whatever the channel id', async (t) => {
  const { line } = await startLineAndBot(t, { LINE_CHANNEL_ID: '2000000001' })
  matches(t, await line.say('hello'), { delivery: { status: 200 }, replies: [{ text: 'hello' }] })
  t.same(line.tokenCalls(), [])
})

t.test('a channel id of another channel is loud from the start, and the event is kept by LINE', async (t) => {
  const line = await startLine(t)
  const { log, eventLog } = await startBot(t, line, { ...issuing(line), LINE_CHANNEL_ID: '1234567890' })
  await until(() => log.some(({ level }) => level === 'error'))
  const { event, delivery } = await line.say('hello')
  t.equal(delivery.status, 503)
  matches(t, await eventLog(event), {
    level: 'error',
    outcome: 'failed',
    reason: 'credentials',
    status: 400,
    msg: /LINE_CHANNEL_ID and LINE_CHANNEL_SECRET/
  })
  matches(
    t,
    log.filter(({ outcome, level }) => level === 'error' && !outcome),
    [{ msg: /^LINE issues no channel access token: LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be/ }]
  )
  t.notMatch(JSON.stringify(log), SECRET)
  t.equal(line.calls().length, 0)
})

t.test('says 503 when too many events are in flight, on /health too, and recovers by itself', async (t) => {
  const handled: (() => void)[] = []
  const inbox = createMemoryInbox({
    maxEvents: 2,
    processEvent: () => new Promise((end) => handled.push(() => end({ outcome: 'replied', tries: 1 }))),
    reportOutcome: () => {}
  })
  const app = Fastify()
  const outage = createOutage()
  app.register(loadShedding, { outage, unavailableReason: inbox.unavailableReason })
  const activity = createRecentActivity()
  app.register(echobot, { prefix: CALLBACK, channelSecret: SECRET, inbox, outage, activity })
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const deliver = delivererTo(url)
  const healthStatus = async () => (await fetch(`${url}/health`)).status

  t.equal(await healthStatus(), 200)
  const first = deliver([textEvent('a'), textEvent('b')])
  await until(() => inbox.unavailableReason())
  t.equal(await healthStatus(), 503)
  const refused = await deliver(textEvent('one too many'))
  t.equal(refused.status, 503)
  t.ok(refused.headers.has('retry-after'))
  t.equal(handled.length, 2)

  for (const end of handled) end()
  t.equal((await first).status, 200)
  t.equal(await healthStatus(), 200)
})

t.test('while it stops, refuses new webhooks with 503 and finishes those in flight', async (t) => {
  const { line, app } = await startLineAndBot(t)
  line.faults.set({ latencyMs: 600 })
  const first = line.say('hello')
  await until(() => line.exchanges.list().length === 1 && app.server.listening)
  await until(async () => (await fetch(`${line.settings.webhookUrl}`)).status === 400)
  const closed = app.close()
  await until(async () => (await fetch(`${line.settings.webhookUrl}`)).status === 503)
  const late = await line.say('late')
  t.equal(late.delivery.status, 503)
  matches(t, await first, { delivery: { status: 200 }, replies: [{ text: 'hello' }] })
  await closed
  t.equal(line.calls(late.event).length, 0)
})

t.test('the log has one line for each event and each refusal, and nothing private', async (t) => {
  const { line, log, deliver, eventLog } = await startLineAndBot(t)
  const [hello, sticker] = await line.sendTogether([
    { type: 'text', text: 'my secret words' },
    { type: 'sticker' }
  ])
  await deliver(event({ type: 'text' }), { signature: null })
  await deliver('', { method: 'GET', path: '/admin?password=abc' })
  await Promise.all([eventLog(hello?.event as never), eventLog(sticker?.event as never)])
  t.equal(log.length, 1 + 2 + 1 + 1, 'listening, two events, two refusals')
  const text = JSON.stringify(log)
  const { source, replyToken } = (hello as Sent).event as unknown as {
    source: { userId: string }
    replyToken: string
  }
  const secrets = [
    'my secret words',
    source.userId,
    replyToken,
    SECRET,
    line.settings.channelAccessToken,
    'password'
  ]
  for (const secret of secrets) t.notOk(text.includes(secret), secret)
})
