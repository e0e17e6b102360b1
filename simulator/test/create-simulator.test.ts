import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { type ApiExchange, createSimulator } from '../src/index.ts'
import { startBot } from './support/echo-bot.ts'
import { startLine } from './support/line.ts'
import { matches } from './support/matches.ts'
import { until } from './support/until.ts'

const authorized = (line: { channelAccessToken: string }) => ({
  headers: { authorization: `Bearer ${line.channelAccessToken}` }
})

t.test('listens on a free port, with credentials that nobody can guess', async (t) => {
  const [one, two] = [await createSimulator(), await createSimulator()]
  t.teardown(() => Promise.all([one.close(), two.close()]))
  t.match(one.channelSecret, /^[0-9a-f]{32}$/)
  t.match(one.channelAccessToken, /^[\w-]{80,}$/)
  t.not(one.channelSecret, two.channelSecret)
  t.not(one.url, two.url)
  t.equal((await fetch(`${one.url}/v2/bot/info`, authorized(one))).status, 200)
  t.equal((await fetch(`${one.url}/v2/bot/info`, authorized(two))).status, 401)
})

t.test('says which option is wrong', async (t) => {
  await t.rejects(createSimulator({ redelivry: true } as never), {
    message: 'createSimulator: redelivry is unknown'
  })
  await t.rejects(
    createSimulator({ webhook: 'localhost:3000' }),
    /createSimulator: webhook must match format/
  )
  await t.rejects(createSimulator({ rateLimit: 0 }), { message: 'createSimulator: rateLimit must be >= 1' })
  const line = await startLine(t, { monthlyQuota: null, channelId: undefined as never })
  t.equal(line.channelId, '2000000001', 'undefined is as if it were not there')
  const taken = createSimulator({ port: Number(new URL(line.url).port) })
  await t.rejects(taken, { code: 'EADDRINUSE' })
})

t.test(
  'say waits for a reply that comes after the bot’s answer to the webhook, and no longer than it is told to',
  async (t) => {
    const line = await startLine(t, { replyTimeoutMs: 60_000 })
    const server = createServer(async (request, response) => {
      let text = ''
      for await (const chunk of request) text += chunk
      response.end()
      const [{ replyToken, message }] = JSON.parse(text).events
      if (message.text === 'say nothing') return
      await sleep(100)
      const body = JSON.stringify({ replyToken, messages: [{ type: 'text', text: 'later' }] })
      const { headers } = authorized(line)
      await fetch(`${line.url}/v2/bot/message/reply`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body
      })
    }).listen(0, '127.0.0.1')
    t.teardown(() => server.close())
    await once(server, 'listening')
    line.settings.webhookUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}/`

    t.same((await line.say('hello')).replies, [{ type: 'text', text: 'later' }])
    t.same((await line.say('say nothing', { replyTimeoutMs: 50 })).replies, [])
  }
)

t.test('does not wait for a reply where the bot did not take the webhook', async (t) => {
  const line = await startLine(t, { replyTimeoutMs: 600_000 })
  matches(t, await line.say('hello'), { delivery: { reason: 'could_not_connect' }, replies: [] })
})

t.test('users, groups and rooms by name; who is not there yet comes', async (t) => {
  const line = await startLine(t)
  await startBot(t, line)
  const ana = await line.user('Ana').say('hi')
  const again = await line.user('Ana').send({ type: 'sticker' })
  const anaId = line.people.users.find(({ displayName }) => displayName === 'Ana')?.userId
  t.same([ana.event.source, again.event.source], Array(2).fill({ type: 'user', userId: anaId }))
  t.same(ana.replies, [{ type: 'text', text: 'hi' }])

  const team = await line.group('Team').say('hi', { user: 'Ana' })
  const { groupId, members } = line.people.groups.find(({ displayName }) => displayName === 'Team') ?? {}
  t.same(team.event.source, { type: 'group', groupId, userId: anaId })
  t.equal(members?.length, 4)
  matches(t, await line.room('Hall').say('hi'), { event: { source: { type: 'room' } } })
  matches(t, await line.send({ type: 'follow', user: 'Wei' }), { event: { type: 'follow' } })
})

t.test('tells what the bot called', async (t) => {
  const line = await startLine(t)
  await startBot(t, line)
  await line.say('hello')
  await fetch(`${line.url}/v2/bot/profile/${line.people.users[0]?.userId}?x=1`, authorized(line))
  const [reply, ...more] = line.requests('replyMessage')
  matches(t, reply, {
    operation: 'replyMessage',
    method: 'POST',
    path: '/v2/bot/message/reply',
    body: { messages: [{ text: 'hello' }] },
    status: 200,
    response: { sentMessages: [{ id: String }] },
    messages: [{ text: 'hello' }],
    chats: [line.people.users[0]?.userId]
  })
  t.same(more, [])
  t.same(
    line.requests().map(({ operation }) => operation),
    ['replyMessage', 'getProfile']
  )
  t.same(line.requests('pushMessage'), [])
})

t.test('faults are for one operation, and for so many calls', async (t) => {
  const line = await startLine(t)
  line.faults.add({ operation: 'getBotInfo', status: 500, times: 2 })
  const statuses = []
  for (let i = 0; i < 3; i++) statuses.push((await fetch(`${line.url}/v2/bot/info`, authorized(line))).status)
  t.same(statuses, [500, 500, 200])
})

t.test('the same seed gives the same events at the same time, another one gives others', async (t) => {
  const play = async (seed: string) => {
    const line = await startLine(t, { seed })
    await line.say('one')
    await line.user('Ana').say('two')
    line.advance(1_000)
    await line.group('Team').send({ type: 'sticker' })
    await fetch(`${line.url}/v2/bot/message/push`, {
      method: 'POST',
      headers: { ...authorized(line).headers, 'content-type': 'application/json' },
      body: JSON.stringify({ to: line.people.users[0]?.userId, messages: [{ type: 'text', text: 'x' }] })
    })
    const webhooks = line.webhooks().map(({ body, at }) => [JSON.parse(body), at])
    return { webhooks, calls: line.requests().map(({ response }) => response) }
  }
  const [first, second, other] = [await play('a'), await play('a'), await play('b')]
  t.same(first, second)
  t.notSame(first, other)
})

t.test('advance moves the clock: reply tokens expire, and what is due is redelivered', async (t) => {
  const line = await startLine(t, { redelivery: true, redeliveryDelaysMs: [3_600_000] })
  const [event] = line.create({ type: 'text' }) as unknown as [{ replyToken: string }]
  const reply = async () => {
    const response = await fetch(`${line.url}/v2/bot/message/reply`, {
      method: 'POST',
      headers: { ...authorized(line).headers, 'content-type': 'application/json' },
      body: JSON.stringify({ replyToken: event.replyToken, messages: [{ type: 'text', text: 'x' }] })
    })
    return { status: response.status, body: await response.json() }
  }
  const before = line.now()
  line.advance(61_000)
  t.ok(line.now() - before >= 61_000)
  matches(t, await reply(), { status: 400, body: { message: 'Invalid reply token' } })

  const { event: lost } = await line.say('nobody is there')
  await startBot(t, line)
  const redelivered = new Promise<number | undefined>((resolve) =>
    line.exchanges.subscribe((exchange) => {
      if (exchange.kind === 'webhook' && exchange.attempt === 2 && exchange.ms !== undefined)
        resolve(exchange.status)
    })
  )
  line.advance(3_600_000)
  t.equal(await redelivered, 200)
  t.same(
    line.webhooks().map(({ webhookEventIds, attempt }) => [webhookEventIds, attempt]),
    [
      [[lost.webhookEventId], 1],
      [[lost.webhookEventId], 2]
    ]
  )
})

t.test('reset makes everything as at the start; what goes on is another event', async (t) => {
  const line = await startLine(t, { seed: 1, monthlyQuota: 2 })
  await startBot(t, line)
  const push = async () => {
    const response = await fetch(`${line.url}/v2/bot/message/broadcast`, {
      method: 'POST',
      headers: { ...authorized(line).headers, 'content-type': 'application/json' },
      body: JSON.stringify({ messages: [{ type: 'text', text: 'x' }] })
    })
    return response.status
  }
  const { users } = structuredClone(line.people)
  const start = line.now()
  const first = await line.user('Ana').say('hi')
  line.settings.monthlyQuota = 3
  t.equal(await push(), 429, 'there are four users by now')
  line.faults.set({ status: 500 })
  line.advance(10_000)

  await line.reset()
  t.same(line.people.users, users)
  t.same(line.faults.list(), [])
  t.same(line.exchanges.list(), [])
  t.equal(line.settings.monthlyQuota, 2)
  t.equal(line.now(), start)
  const second = await line.say('hi')
  matches(t, second, { delivery: { status: 200 }, replies: [{ text: 'hi' }] })
  t.not(second.event.webhookEventId, first.event.webhookEventId, 'or a bot would take it for the same')
})

t.test(
  'nobody waits any longer after a reset: neither for an answer to a webhook nor for a reply',
  async (t) => {
    const line = await startLine(t)
    let answers = false
    const server = createServer((_request, response) => answers && response.end()).listen(0, '127.0.0.1')
    t.teardown(() => {
      server.close()
      server.closeAllConnections()
    })
    await once(server, 'listening')
    line.settings.webhookUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}/`

    const unanswered = line.send({ type: 'text' }, { waitForReplyMs: 60_000 })
    await once(server, 'request')
    await line.reset()
    matches(t, await unanswered, { delivery: { reason: String } })

    answers = true
    const unreplied = line.say('hello', { replyTimeoutMs: 600_000 })
    await until(() => line.webhooks()[0]?.status === 200)
    await line.reset()
    matches(t, await unreplied, { delivery: { status: 200 }, replies: [] })
  }
)

t.test('with unhandled: error, a call of what there is not fails the test', async (t) => {
  const line = await createSimulator({ unhandled: 'error', replyTimeoutMs: 0 })
  await startBot(t, line)
  await line.say('hello')
  await fetch(`${line.url}/v2/bot/nonsense`, authorized(line))
  await t.rejects(line.say('hello'), { message: 'the bot called unknown operations: GET /v2/bot/nonsense' })
  await line.reset()
  const call = {
    kind: 'api',
    method: 'GET',
    path: '/v2/bot/new',
    request: '',
    status: 501,
    response: ''
  } as const
  line.exchanges.add<ApiExchange>({ ...call, operation: 'getNew', missing: true, requestId: '1', ms: 1 })
  await t.rejects(line.close(), /GET \/v2\/bot\/new \(not implemented by the simulator\)/)
})

t.test('with a data port, each port has only the operations of its host of LINE’s API', async (t) => {
  const line = await startLine(t, { dataPort: 0 })
  t.not(line.dataUrl, line.url)
  const [{ message }] = line.create({ type: 'image' }) as unknown as [{ message: { id: string } }]
  const content = `/v2/bot/message/${message.id}/content`
  const get = async (url: string) => {
    const response = await fetch(url, authorized(line))
    return { status: response.status, text: await response.text() }
  }
  t.equal((await get(`${line.dataUrl}${content}`)).status, 200)
  matches(t, line.requests().at(-1), { operation: 'getMessageContent' })
  t.same(await get(`${line.url}${content}`), { status: 404, text: '{"message":"Not found"}' })
  matches(t, line.requests().at(-1), { operation: undefined, path: content, status: 404 })

  t.equal((await get(`${line.url}/v2/bot/info`)).status, 200)
  for (const path of ['/v2/bot/info', '/oauth2/v3/token', '/', '/simulator/log', '/v2/bot/nonsense']) {
    t.same(await get(`${line.dataUrl}${path}`), { status: 404, text: '{"message":"Not found"}' }, path)
  }
  const second = await line.addChannel()
  t.equal(second.dataUrl, `${line.dataUrl}/channels/${second.channelId}`)
  t.equal(
    (await fetch(`${second.dataUrl}${content}`, authorized(second))).status,
    404,
    'no message of its own'
  )

  const one = await startLine(t)
  t.equal(one.dataUrl, one.url)
  await t.rejects(startLine(t, { dataPort: Number(new URL(one.url).port) }), { code: 'EADDRINUSE' })
})
