import t, { type Test } from 'tap'
import type { Exchange } from '../../src/state/exchanges.ts'
import { startBot } from '../support/echo-bot.ts'
import { SECRET, startLine } from '../support/line.ts'
import { matches } from '../support/matches.ts'
import { until } from '../support/until.ts'

/** What the control API answers; what of it, depends on the call. */
type Answer = Record<string, unknown> & { message: string; event: { webhookEventId: string } }

async function start(t: Test) {
  const line = await startLine(t)
  await startBot(t, line)
  async function call(method: string, path: string, body?: unknown) {
    const response = await fetch(`${line.url}/simulator/${path}`, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body)
      })
    })
    return { status: response.status, body: (await response.json()) as Answer }
  }
  return { line, call }
}

t.test('sends an event, and answers with the event, the delivery and the replies', async (t) => {
  const { call } = await start(t)
  matches(t, await call('POST', 'events', { type: 'text', text: 'hi' }), {
    status: 200,
    body: {
      event: { type: 'message', message: { text: 'hi' } },
      delivery: { status: 200, ms: Number },
      replies: [{ type: 'text', text: 'hi' }]
    }
  })
})

t.test('sends several events in one webhook', async (t) => {
  const { call } = await start(t)
  const { body } = await call('POST', 'deliveries', {
    events: [{ type: 'text', text: 'a' }, { type: 'follow' }]
  })
  matches(t, body, {
    delivery: { status: 200 },
    events: [{ replies: [{ text: 'a' }] }, { event: { type: 'follow' }, replies: [] }]
  })
})

t.test('says what is wrong with a request, and how it could be right', async (t) => {
  const { call } = await start(t)
  const message = async (path: string, body: unknown, method = 'POST') => {
    const answer = await call(method, path, body)
    t.equal(answer.status, 400)
    return answer.body.message
  }
  t.match(
    await message('events', { type: 'hologram' }),
    /^type must be equal to one of .*: text, image, .*unknownEvent$/
  )
  t.equal(await message('events', { type: 'text', txt: 'a' }), 'txt is unknown')
  t.match(await message('events', {}), /must have required property 'type'/)
  t.match(
    await message('events', { type: 'text', emojis: [{ index: 'a' }] }),
    /emojis.0.index must be integer/
  )
  t.match(await message('faults', { drop: 'never' }, 'PUT'), /drop must be equal to one of .*: before, after/)
  t.match(await message('settings', { redelivery: 'yes' }, 'PUT'), /redelivery must be boolean/)
  t.match(await message('settings', { webhookUrl: 'localhost:3000' }, 'PUT'), /webhookUrl must match format/)
  t.equal(
    await message('events', { type: 'text', user: 'Nobody' }),
    'unknown user Nobody: the users are Hana, Wei, Somchai'
  )
  t.match(await message('events', { type: 'text', timestamp: -1 }), /timestamp must be >= 0/)
  t.match(await message('events', '{'), /JSON/)
})

t.test('takes no body for an empty one, whatever its content type', async (t) => {
  const { line } = await start(t)
  const headers = { 'content-type': 'application/json' }
  t.equal((await fetch(`${line.url}/simulator/verify`, { method: 'POST', headers })).status, 200)
  t.equal((await fetch(`${line.url}/simulator/faults`, { method: 'DELETE', headers })).status, 200)
})

t.test('verifies and redelivers', async (t) => {
  const { call } = await start(t)
  matches(t, await call('POST', 'verify'), { body: { delivery: { status: 200 } } })
  const { body } = await call('POST', 'events', { type: 'text' })
  const { webhookEventId } = body.event
  matches(t, await call('POST', 'redeliver', { webhookEventId }), { body: { delivery: { status: 200 } } })
  matches(t, await call('POST', 'redeliver', { webhookEventId: 'x' }), {
    status: 404,
    body: { message: /no event/ }
  })
})

t.test('sets and clears faults', async (t) => {
  const { call } = await start(t)
  t.same((await call('PUT', 'faults', { status: 500, times: 1 })).body, [{ status: 500, times: 1 }])
  await call('POST', 'events', { type: 'text' })
  t.same((await call('GET', 'faults')).body, [], 'it is used up')
  await call('PUT', 'faults', { latencyMs: 1 })
  t.same((await call('DELETE', 'faults')).body, [])
})

t.test('replaces and removes the faults of one operation', async (t) => {
  const { line, call } = await start(t)
  const others = [{ operation: 'pushMessage', status: 500 } as const, { status: 500, replyToken: 'a token' }]
  line.faults.add(...others, { status: 500 })
  t.same((await call('PUT', 'faults/replyMessage', { drop: 'before' })).body, [
    ...others,
    { operation: 'replyMessage', drop: 'before' }
  ])
  t.same((await call('DELETE', 'faults/replyMessage')).body, others)
  matches(t, await call('DELETE', 'faults/reply'), {
    status: 400,
    body: { message: /operation must be equal to one of/ }
  })
})

t.test('changes settings, and shows them without credentials', async (t) => {
  const { line, call } = await start(t)
  const { body } = await call('PUT', 'settings', { redelivery: true, channelSecret: 'another secret' })
  matches(t, body, { redelivery: true, webhookUrl: /callback/ })
  t.notMatch(JSON.stringify((await call('GET', 'settings')).body), /another secret|access-token/)
  t.equal(line.settings.channelSecret, 'another secret')
  matches(t, await call('POST', 'verify'), { body: { delivery: { status: 403 } } }, 'the bot has the old one')
})

t.test('remembers every exchange, newest last, the oldest forgotten first', async (t) => {
  const { line, call } = await start(t)
  await call('POST', 'events', { type: 'text', text: 'a' })
  const { body } = await call('GET', 'log')
  matches(t, body, [
    { kind: 'webhook', attempt: 1, status: 200, body: /"a"/, signature: /=$/ },
    { kind: 'api', method: 'POST', path: '/v2/bot/message/reply', status: 200, messages: [{ text: 'a' }] }
  ])
  t.same((await call('DELETE', 'log')).body, [])

  const small = await startLine(t, { keepExchanges: 3 })
  for (let i = 0; i < 10; i++) await small.verify()
  t.same(
    small.exchanges.list().map(({ id }) => id),
    [8, 9, 10]
  )
  t.equal(line.exchanges.list().length, 0)
})

t.test('streams every exchange as it happens', async (t) => {
  const { line, call } = await start(t)
  const stream = await fetch(`${line.url}/simulator/stream`)
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  await call('POST', 'events', { type: 'text', text: 'live' })
  let text = ''
  while (!text.includes('"kind":"api"')) text += Buffer.from((await reader.read()).value ?? []).toString()
  const exchanges = [...text.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json) as Exchange)
  matches(t, exchanges[0], { kind: 'webhook', body: /live/ })
  await reader.cancel()
})

t.test('the API that issues access tokens misbehaves, too', async (t) => {
  const { line, call } = await start(t)
  const form = { grant_type: 'client_credentials', client_id: '2000000001', client_secret: SECRET }
  const issue = async () => {
    const response = await fetch(`${line.url}/oauth2/v3/token`, {
      method: 'POST',
      body: new URLSearchParams(form)
    })
    return { status: response.status, body: await response.json() }
  }
  await call('PUT', 'settings', { accessTokenSeconds: 2 })
  await call('PUT', 'faults', { api: 'token', status: 500, message: 'Not now', times: 1 })
  await until(async () => {
    const { body } = await call('POST', 'events', { type: 'text' })
    return (body as unknown as { delivery: { status: number } }).delivery.status === 200
  })
  t.pass('replies do not')
  matches(t, await issue(), { status: 500, body: { error: 'server_error', error_description: 'Not now' } })
  matches(t, await issue(), { status: 200, body: { expires_in: 2 } })
  for (const drop of ['before', 'after']) {
    await call('PUT', 'faults', { api: 'token', drop, times: 1 })
    await t.rejects(issue(), drop)
  }
})
