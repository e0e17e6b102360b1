import t, { type Test } from 'tap'
import type { SimulatorOptions } from '../../src/index.ts'
import { HELLO, invalid, MINUTE, startApi } from '../support/call.ts'
import type { ReplyEvent } from '../support/line.ts'
import { matches } from '../support/matches.ts'

async function start(t: Test, options: SimulatorOptions = {}) {
  const { line, clock, post } = await startApi(t, options)
  const createEvent = (spec = {}) => line.create({ type: 'text', ...spec })[0] as ReplyEvent
  const reply = (messages: unknown, event = createEvent()) =>
    post('/v2/bot/message/reply', { replyToken: event.replyToken, messages })
  return { line, clock, createEvent, post, reply }
}

const invalidToken = { status: 400, body: { message: 'Invalid reply token' } }

t.test('accepts a reply, and names the messages it sent', async (t) => {
  const { reply } = await start(t)
  const answer = await reply([
    HELLO,
    { type: 'location', title: 'a', address: 'b', latitude: 1, longitude: 2 }
  ])
  matches(t, answer, {
    status: 200,
    body: { sentMessages: [{ id: /^\d{18}$/, quoteToken: /./ }, { id: /^\d{18}$/ }] }
  })
  t.match(answer.headers.get('x-line-request-id'), /^[0-9a-f-]{36}$/)
})

t.test('a reply token is good once', async (t) => {
  const { createEvent, reply } = await start(t)
  const event = createEvent()
  t.equal((await reply([HELLO], event)).status, 200)
  matches(t, await reply([HELLO], event), invalidToken)
})

t.test('two replies with one token at once: one is accepted', async (t) => {
  const { createEvent, reply } = await start(t)
  const event = createEvent()
  const answers = await Promise.all([reply([HELLO], event), reply([HELLO], event), reply([HELLO], event)])
  t.same(answers.map(({ status }) => status).sort(), [200, 400, 400])
})

t.test('a reply token that LINE did not issue is good for nothing', async (t) => {
  const { reply } = await start(t)
  matches(t, await reply([HELLO], { replyToken: 'a'.repeat(32) } as ReplyEvent), invalidToken)
})

t.test('a reply token is good for one minute, and for another one after a redelivery', async (t) => {
  const { line, clock, createEvent, reply } = await start(t)
  const [again, late, early] = [createEvent(), createEvent(), createEvent()]
  clock.now += MINUTE
  t.equal((await reply([HELLO], early)).status, 200)
  clock.now += 1
  matches(t, await reply([HELLO], late), invalidToken)
  await line.redeliver(again.webhookEventId)
  clock.now += MINUTE
  t.equal((await reply([HELLO], again)).status, 200)
})

t.test('a reply token is never good later than 20 minutes after the event', async (t) => {
  const { line, clock, createEvent, reply } = await start(t)
  const event = createEvent()
  clock.now += 20 * MINUTE + 1
  await line.redeliver(event.webhookEventId)
  matches(t, await reply([HELLO], event), invalidToken)
})

t.test('takes one to five messages', async (t) => {
  const { reply } = await start(t)
  t.equal((await reply(Array(5).fill(HELLO))).status, 200)
  for (const messages of [[], Array(6).fill(HELLO), undefined]) {
    matches(t, await reply(messages), invalid('Size must be between 1 and 5', 'messages'))
  }
})

t.test('a mention works only in a group or room', async (t) => {
  const { reply, createEvent } = await start(t)
  const message = {
    type: 'textV2',
    text: '{a}',
    substitution: { a: { type: 'mention', mentionee: { type: 'all' } } }
  }
  matches(t, await reply([message]), {
    status: 400,
    body: { details: [{ message: /works only in a reply or push to a group/, property: 'substitution/a' }] }
  })
  t.equal((await reply([message], createEvent({ source: 'group' }))).status, 200)
  t.equal((await reply([message], createEvent({ source: 'room' }))).status, 200)
})

t.test('refuses the messages that LINE refuses', async (t) => {
  const { reply } = await start(t)
  matches(
    t,
    await reply([{ type: 'sticker', packageId: '446' }]),
    invalid('May not be empty', 'messages[0].stickerId')
  )
  matches(t, await reply([HELLO, { type: 'flex', altText: 'a', contents: { type: 'bubble' } }]), {
    status: 400,
    body: {
      message: 'A message (messages[1]) in the request body is invalid',
      details: [{ message: 'At least one block must be specified', property: '/' }]
    }
  })
})

t.test('lists everything that is wrong', async (t) => {
  const { reply } = await start(t)
  const answer = await reply([{ type: 'text' }, { type: 'hologram' }])
  matches(t, answer.body, { message: 'The request body has 2 error(s)', details: [{}, {}] })
})

t.test('asks for the channel access token', async (t) => {
  const { line, post } = await start(t)
  const message = 'Authentication failed. Confirm that the access token in the authorization header is valid.'
  matches(t, await (await fetch(`${line.url}/v2/bot/message/reply`, { method: 'POST' })).json(), {
    message: "Authorization header required. Must follow the scheme, 'Authorization: Bearer <ACCESS TOKEN>'"
  })
  for (const authorization of ['', 'Bearer', 'Bearer wrong', 'access-token', 'Basic access-token']) {
    matches(t, await post('/v2/bot/message/reply', {}, { authorization }), { status: 401, body: { message } })
  }
})

t.test('asks for JSON with a reply token, of at most 2 MB', async (t) => {
  const { post } = await start(t)
  const reply = (body: unknown, headers = {}) => post('/v2/bot/message/reply', body, headers)
  for (const replyToken of [undefined, null, '']) {
    matches(t, await reply({ replyToken, messages: [HELLO] }), invalid('May not be empty', 'replyToken'))
  }
  matches(t, await reply('[]'), { status: 400, body: { message: 'The request body has 1 error(s)' } })
  matches(t, await reply('{"a":1,\n}'), {
    status: 400,
    body: { message: 'The request body could not be parsed as JSON (line: 2, column: 1)' }
  })
  matches(t, await reply({}, { 'content-type': 'text/plain' }), { status: 415 })
  matches(t, await reply('x'.repeat(2 * 1024 * 1024 + 1)), { status: 413 })
  const wrongType = (property: string) => ({
    status: 400,
    body: { message: new RegExp(`^The property, '${property}', in the request body is invalid`) }
  })
  matches(t, await reply({ replyToken: { toString: 1 }, messages: [HELLO] }), wrongType('replyToken'))
  const token = { replyToken: 'a', messages: [HELLO], notificationDisabled: 'yes' }
  matches(t, await reply(token), wrongType('notificationDisabled'))
})

t.test('refuses a retry key', async (t) => {
  const { createEvent, post } = await start(t)
  const body = { replyToken: createEvent().replyToken, messages: [HELLO] }
  matches(t, await post('/v2/bot/message/reply', body, { 'x-line-retry-key': 'a' }), {
    status: 400,
    body: { message: /Retry-Key/ }
  })
})

t.test('has room for so many requests a second', async (t) => {
  const { clock, reply } = await start(t, { rateLimit: 2 })
  const statuses = async (count: number) => {
    const answers = []
    for (let i = 0; i < count; i++) answers.push((await reply([HELLO])).status)
    return answers
  }
  t.same(await statuses(3), [200, 200, 429])
  clock.now += 500
  t.same(await statuses(2), [200, 429])
})

t.test('what nobody knows of LINE is an option', async (t) => {
  const { line, createEvent, reply } = await start(t)
  const blank = [{ type: 'text', text: ' \n' }]
  t.equal((await reply(blank)).status, 200)
  line.settings.acceptBlankText = false
  matches(t, await reply(blank), invalid('May not be empty', 'messages[0].text'))

  const event = createEvent()
  await reply([{ type: 'hologram' }], event)
  t.equal((await reply([HELLO], event)).status, 200, 'a refused message leaves the token as it was')
  line.settings.badMessageUsesToken = true
  const other = createEvent()
  await reply([{ type: 'hologram' }], other)
  matches(t, await reply([HELLO], other), invalidToken)
})

t.test(
  'misbehaves as it is told to: for so many calls, for one reply token, until it is cleared',
  async (t) => {
    const { line, createEvent, reply } = await start(t)
    line.faults.set({ status: 500, times: 2 })
    t.same(
      [(await reply([HELLO])).status, (await reply([HELLO])).status, (await reply([HELLO])).status],
      [500, 500, 200]
    )

    const event = createEvent()
    line.faults.add({ status: 429, times: 1, replyToken: event.replyToken })
    t.equal((await reply([HELLO])).status, 200)
    matches(t, await reply([HELLO], event), { status: 429, body: { message: /rate limit/ } })

    line.faults.set({ latencyMs: 100 })
    const started = Date.now()
    await reply([HELLO])
    t.ok(Date.now() - started >= 99)

    line.faults.set({ drop: 'before' })
    await t.rejects(reply([HELLO], event))
    line.faults.set({ drop: 'after' })
    await t.rejects(reply([HELLO], event))
    line.faults.clear()
    matches(t, await reply([HELLO], event), invalidToken, 'the second one was accepted')
  }
)
