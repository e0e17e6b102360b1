import { once } from 'node:events'
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { createLineClient, type LineClientOptions } from '../../src/line/client.ts'
import { type Behaviour, startLine } from '../fake-line.ts'
import { freePort } from '../helper.ts'

const HELLO = [{ type: 'text', text: 'hello' }] as const
const soon = (ms = 10_000) => Date.now() + ms

async function connect(t: Test, options: Partial<LineClientOptions> = {}) {
  const fake = await startLine(t)
  const client = createLineClient({ baseUrl: fake.url, channelAccessToken: 'access-token', ...options })
  t.teardown(client.close)
  const reply = (replyToken: string, until = soon()) =>
    client.reply({ replyToken, messages: [...HELLO] }, until)
  return { fake, reply }
}

t.test('sends a reply, once, with the channel access token', async (t) => {
  const { fake, reply } = await connect(t)
  const result = await reply('a')
  t.match(result, { verdict: 'accepted', status: 200, tries: 1, unanswered: false, lineRequestId: /./ })
  t.match(fake.calls, [{ token: 'a', authorization: 'Bearer access-token', messages: HELLO }])
})

t.test('finds the Messaging API below a path, too', async (t) => {
  const server = createServer((request, response) => response.end(request.url)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const paths: (string | undefined)[] = []
  server.on('request', ({ url }) => paths.push(url))
  const { port } = server.address() as { port: number }
  for (const base of ['', '/', '/line', '/line/']) {
    const client = createLineClient({ baseUrl: `http://127.0.0.1:${port}${base}`, channelAccessToken: 'x' })
    await client.reply({ replyToken: 'a', messages: [...HELLO] }, soon())
    await client.close()
  }
  const path = '/v2/bot/message/reply'
  t.same(paths, [path, path, `/line${path}`, `/line${path}`])
})

for (const [name, behaviour] of Object.entries<Behaviour>({
  'a 500': { status: 500 },
  'a 503': { status: 503 },
  'the rate limit': { status: 429 },
  'a proxy’s timeout': { status: 408 },
  'a dropped connection': { drop: 'before' }
})) {
  t.test(`tries again after ${name}`, async (t) => {
    const { fake, reply } = await connect(t)
    fake.plan('a', behaviour)
    t.match(await reply('a'), { verdict: 'accepted', tries: 2, unanswered: behaviour.drop !== undefined })
    t.equal(fake.accepted('a').length, 1)
  })
}

t.test('tries again when LINE takes too long, with the same reply token', async (t) => {
  const { fake, reply } = await connect(t, { tryLimit: 100 })
  fake.plan('a', { delay: 5_000, drop: 'before' })
  t.match(await reply('a'), { verdict: 'accepted', tries: 2, unanswered: true })
})

t.test('says that an unanswered try may have worked', async (t) => {
  const { fake, reply } = await connect(t)
  fake.plan('a', { drop: 'after' })
  t.match(await reply('a'), { verdict: 'refused', status: 400, tries: 2, unanswered: true })
})

t.test('takes a refusal for an answer', async (t) => {
  const { fake, reply } = await connect(t)
  const body = JSON.stringify({
    message: 'Not so',
    details: [{ message: 'May not be empty', property: 'messages' }]
  })
  for (const status of [400, 404, 410, 413, 415, 422]) {
    const token = `token-${status}`
    fake.plan(token, { status, body })
    const words = 'Not so; messages: May not be empty'
    t.match(await reply(token), { verdict: 'refused', status, tries: 1, message: words })
  }
  for (const status of [401, 403]) {
    const token = `token-${status}`
    fake.plan(token, { status, body: '<html>' })
    t.match(await reply(token), { verdict: 'unauthorized', status, tries: 1, message: '' })
  }
})

t.test('gives up in time, and says what LINE said last', async (t) => {
  const { fake, reply } = await connect(t)
  fake.plan('a', ...Array.from({ length: 9 }, () => ({ status: 503 })))
  const started = Date.now()
  t.match(await reply('a', soon(500)), { verdict: 'unavailable', status: 503, message: 'scripted 503' })
  t.ok(Date.now() - started < 1_000)
  t.ok(fake.calls.length >= 2, 'and tried more than once')
})

t.test('knows that a try was never sent', async (t) => {
  const client = createLineClient({
    baseUrl: `http://127.0.0.1:${await freePort()}`,
    channelAccessToken: 'x'
  })
  t.teardown(client.close)
  const result = await client.reply({ replyToken: 'a', messages: [...HELLO] }, soon(100))
  t.match(result, { verdict: 'unavailable', message: 'ECONNREFUSED', unanswered: false })
  t.notOk('status' in result)
})

t.test(
  'has so many replies under way at most, and gives up on those that wait too long for their turn',
  async (t) => {
    const { fake, reply } = await connect(t, { connections: 2 })
    for (const token of ['a', 'b']) fake.plan(token, { delay: 300 })
    const late = ['c', 'd', 'e'].map((token) => reply(token, soon(100)))
    const results = await Promise.all([reply('a'), reply('b'), reply('f')])
    t.match(results, [{ verdict: 'accepted' }, { verdict: 'accepted' }, { verdict: 'accepted' }])
    for (const result of await Promise.all(late)) t.equal(result.unanswered, false)
  }
)
