import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { webhook } from '@line/bot-sdk'
import t, { type Test } from 'tap'
import type { SimulatorOptions } from '../../src/index.ts'
import { freePort } from '../support/free-port.ts'
import { SECRET, startLine } from '../support/line.ts'
import { matches } from '../support/matches.ts'
import { HANG_LIMIT_MS, until } from '../support/until.ts'

interface Received {
  bytes: Buffer
  headers: IncomingMessage['headers']
  body: webhook.CallbackRequest
}

/** A bot of the test's own: what it got, and how it answers. */
async function start(t: Test, options: SimulatorOptions = {}) {
  const received: Received[] = []
  const bot = { answer: (response: ServerResponse, _received: Received): unknown => response.end() }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const bytes = Buffer.concat(chunks)
    const one = { bytes, headers: request.headers, body: JSON.parse(bytes.toString()) }
    received.push(one)
    bot.answer(response, one)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    server.closeAllConnections()
  })
  const webhook = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`
  const line = await startLine(t, { webhook, webhookTimeoutMs: 2_000, ...options })
  return { line, bot, received }
}

const signatureOf = (bytes: Buffer | string) => createHmac('sha256', SECRET).update(bytes).digest('base64')

t.test('sends compact JSON, signed over its exact bytes', async (t) => {
  const { line, received } = await start(t)
  await line.say('火 🤨')
  const [{ bytes, headers, body } = {} as Received] = received
  t.equal(bytes.toString(), JSON.stringify(body))
  t.equal(headers['x-line-signature'], signatureOf(bytes))
  matches(t, headers, {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'LineBotWebhook/2.0'
  })
  matches(t, body, { destination: line.people.bot.userId, events: [{ message: { text: '火 🤨' } }] })
})

t.test('writes \\u escapes when it is told to, and signs those', async (t) => {
  const { line, received } = await start(t, { unicodeEscapes: true })
  await line.say('火🤨')
  const [{ bytes, headers, body } = {} as Received] = received
  t.match(bytes.toString(), /"\\u706b\\ud83e\\udd28"/)
  t.equal(headers['x-line-signature'], signatureOf(bytes))
  matches(t, body.events, [{ message: { text: '火🤨' } }])
})

t.test('signs badly or not at all when it is told to', async (t) => {
  const { line, received } = await start(t)
  await line.say('a', { signature: 'bad' })
  await line.say('a', { signature: 'none' })
  const [bad, none] = received
  t.match(bad?.headers['x-line-signature'], /^[\w+/]{43}=$/)
  t.not(bad?.headers['x-line-signature'], signatureOf(bad?.bytes ?? ''))
  t.equal(none?.headers['x-line-signature'], undefined)
})

t.test('says in LINE’s words what became of a webhook', async (t) => {
  const { line, bot } = await start(t)
  matches(t, await line.verify(), { status: 200, ms: Number, reason: undefined })
  for (const status of [204, 299]) {
    bot.answer = (response) => response.writeHead(status).end()
    matches(t, await line.verify(), { status, reason: undefined })
  }
  for (const status of [302, 400, 503]) {
    bot.answer = (response) => response.writeHead(status, { location: '/elsewhere' }).end()
    matches(t, await line.verify(), { status, reason: 'error_status_code' })
  }
  bot.answer = (response) => response.socket?.destroy()
  matches(t, await line.verify(), { status: undefined, reason: 'unclassified' })
  matches(t, await line.verify(`http://127.0.0.1:${await freePort()}`), { reason: 'could_not_connect' })
  bot.answer = (response) => response.writeHead(200).write('{')
  matches(t, await line.verify(), { reason: 'request_timeout' }, 'an answer that does not end')
  bot.answer = () => {}
  const { reason, ms } = await line.verify()
  t.equal(reason, 'request_timeout')
  t.ok(ms >= 1_990, `${ms} ms`)
  line.settings.useWebhook = false
  matches(t, await line.verify(), { reason: 'could_not_connect', detail: /Use webhook/ })
})

t.test('does not deliver again by default', async (t) => {
  const { line, bot, received } = await start(t, { redeliveryDelaysMs: [1] })
  bot.answer = (response) => response.writeHead(503).end()
  await line.say('a')
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.equal(received.length, 1)
})

t.test(
  'with redelivery on, delivers again until the bot takes it: same id and token, signed again',
  async (t) => {
    const { line, bot, received } = await start(t, { redelivery: true, redeliveryDelaysMs: [1, 1, 1, 1] })
    bot.answer = (response) => response.writeHead(received.length < 3 ? 503 : 200).end()
    const { event, delivery } = await line.say('a')
    t.equal(delivery.status, 503, 'the first answer')
    await until(() => line.webhooks().at(-1)?.status === 200)
    matches(
      t,
      line.webhooks().map(({ attempt, status }) => [attempt, status]),
      [
        [1, 503],
        [2, 503],
        [3, 200]
      ]
    )
    const events = received.map(({ body }) => body.events[0])
    const again = { ...event, deliveryContext: { isRedelivery: true } }
    t.same(events, [event, again, again])
    const signatures = received.map(({ headers }) => headers['x-line-signature'])
    t.not(signatures[0], signatures[1])
    t.equal(signatures[1], signatureOf(received[1]?.bytes ?? ''))
  }
)

t.test('does not deliver again what has no events, nor once redelivery is off', async (t) => {
  const { line, bot, received } = await start(t, { redelivery: true, redeliveryDelaysMs: [200, 200] })
  bot.answer = (response) => response.writeHead(500).end()
  await line.verify()
  await line.say('a')
  line.settings.redelivery = false
  await new Promise((resolve) => setTimeout(resolve, 500))
  t.equal(received.length, 2)
})

t.test('does not deliver again what the bot has accepted', async (t) => {
  const { line, received } = await start(t, { redelivery: true, redeliveryDelaysMs: [1, 1] })
  await line.say('hello')
  await line.say('hello again')
  await sleep(50)
  t.same(
    received.map(({ body }) => body.events.map(({ deliveryContext }) => deliveryContext.isRedelivery)),
    [[false], [false]]
  )
})

t.test('gives up after the last redelivery', async (t) => {
  const { line, bot, received } = await start(t, { redelivery: true, redeliveryDelaysMs: [1, 1] })
  bot.answer = (response) => response.writeHead(500).end()
  await line.say('a')
  await until(() => received.length === 3)
  await new Promise((resolve) => setTimeout(resolve, 50))
  t.equal(received.length, 3)
})

t.test('delivers an event again when asked to; it has to be one that was sent', async (t) => {
  const { line, received } = await start(t)
  const { event } = await line.say('a')
  matches(t, await line.redeliver(event.webhookEventId), { event, delivery: { status: 200 } })
  matches(t, received[1]?.body.events, [{ deliveryContext: { isRedelivery: true } }])
  t.equal(await line.redeliver('unknown'), undefined)
})

t.test('delivers twice, late, or several events in one webhook', async (t) => {
  const { line, received } = await start(t)
  await line.say('a', { copies: 3 })
  t.equal(new Set(received.map(({ bytes }) => bytes.toString())).size, 1)
  t.equal(received.length, 3)

  await Promise.all([line.say('first', { delayMs: 500 }), line.say('second')])
  const texts = received
    .slice(3)
    .map(({ body }) => (body.events[0] as { message: { text: string } }).message.text)
  t.same(texts, ['second', 'first'], 'out of order')

  await line.sendTogether([{ type: 'text' }, { type: 'follow', user: 'Wei' }])
  matches(t, received.at(-1)?.body.events, [{ type: 'message' }, { type: 'follow' }])
})

t.test('waits for the reply of a bot that answers the webhook first', async (t) => {
  const { line, bot } = await start(t)
  bot.answer = (response, { body }) => {
    response.end()
    const { replyToken } = body.events[0] as { replyToken: string }
    setTimeout(() => {
      fetch(`${line.url}/v2/bot/message/reply`, {
        method: 'POST',
        headers: { authorization: 'Bearer access-token', 'content-type': 'application/json' },
        body: JSON.stringify({ replyToken, messages: [{ type: 'text', text: 'later' }] })
      })
    }, 200)
  }
  t.same((await line.say('a')).replies, [])
  matches(t, (await line.say('a', { waitForReplyMs: HANG_LIMIT_MS })).replies, [{ text: 'later' }])
})
