import type { webhook } from '@line/bot-sdk'
import fc from 'fast-check'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { lineWebhook } from '../../src/webhook/plugin.ts'
import { callback, delivererTo, matches, textEvent } from '../helper.ts'

/** Another application that takes the plugin: two channels, one in a rotation, and routes of its own. */
async function startApp(t: Test) {
  const app = Fastify()
  const seen: webhook.CallbackRequest[] = []
  for (const [path, channelSecret] of [
    ['/first', 'secret-1'],
    ['/second', 'secret-2'],
    ['/rotating', ['new-secret', 'old-secret']]
  ] as const) {
    app.register(async (scope) => {
      scope.register(lineWebhook, { channelSecret })
      scope.all<{ Body: webhook.CallbackRequest }>(path, async ({ body, channelSecretIndex }) => {
        seen.push(body)
        return { channel: path, events: body.events.length, secret: channelSecretIndex }
      })
    })
  }
  app.post('/json', async ({ body }) => ({ got: body }))
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { url, seen, deliver: delivererTo(url) }
}

t.test('serves two channels with two secrets, and leaves the rest of the application alone', async (t) => {
  const { url, deliver } = await startApp(t)
  const event = textEvent('hi')

  matches(t, await deliver(event, { path: '/first', secret: 'secret-1' }), {
    status: 200,
    text: '{"channel":"/first","events":1,"secret":0}'
  })
  matches(t, await deliver(event, { path: '/second', secret: 'secret-2' }), {
    status: 200,
    text: '{"channel":"/second","events":1,"secret":0}'
  })
  t.equal(
    (await deliver(event, { path: '/first', secret: 'secret-2' })).status,
    403,
    'the other channel’s secret'
  )

  const json = await fetch(`${url}/json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}'
  })
  t.same(await json.json(), { got: { a: 1 } }, 'JSON elsewhere is parsed as usual')
})

t.test('accepts either secret during a rotation, and tells the route which', async (t) => {
  const { deliver } = await startApp(t)
  const textOf = async (secret: string) =>
    (await deliver(textEvent('hi'), { path: '/rotating', secret })).text
  t.equal(await textOf('new-secret'), '{"channel":"/rotating","events":1,"secret":0}')
  t.equal(await textOf('old-secret'), '{"channel":"/rotating","events":1,"secret":1}')
  t.match(await textOf('new-secret,old-secret'), '"statusCode":403')
})

t.test('is not registered with an empty secret, which anyone could sign with', async (t) => {
  for (const channelSecret of ['', [], ['secret', ''], undefined as unknown as string]) {
    const app = Fastify()
    app.register(lineWebhook, { channelSecret })
    await t.rejects(async () => app.ready(), { code: 'LINE_ERR_CHANNEL_SECRET' })
  }
})

t.test('gives the route the webhook as LINE sent it', async (t) => {
  const { deliver, seen } = await startApp(t)
  const body = `{"destination":"U1", "events":[{"type":"\\u706b\\ud83e\\udd28","new":{"__proto__":1}}]}`
  t.equal((await deliver(body, { path: '/first', secret: 'secret-1' })).status, 200)
  t.same(seen, [JSON.parse(body)])
})

t.test('refuses before it parses, and what is no webhook after', async (t) => {
  const { deliver, seen } = await startApp(t)
  const first = { path: '/first', secret: 'secret-1' }
  const status = async (...args: Parameters<typeof deliver>) => (await deliver(...args)).status

  t.equal(await status('{"events":[', { ...first, signature: 'AAAA' }), 403, 'broken JSON, unsigned')
  t.equal(await status('', { ...first, signature: null }), 403, 'nothing at all')
  t.equal(await status('x', { ...first, signature: null, headers: { 'content-type': 'text/plain' } }), 403)
  t.equal(await status('{"events":[', first), 400, 'broken JSON, signed')
  t.equal(await status('', first), 400, 'an empty body, signed')
  for (const body of [
    'null',
    '1',
    '"a"',
    '[]',
    '{}',
    '{"events":null}',
    '{"events":{}}',
    '{"events":[null]}',
    '{"events":[[]]}'
  ]) {
    t.equal(await status(body, first), 400, body)
  }
  for (const type of ['text/plain', 'application/jsonp', 'application/x-www-form-urlencoded']) {
    t.equal(await status(callback(), { ...first, headers: { 'content-type': type } }), 415, type)
  }
  t.equal(
    await status(callback(), { ...first, headers: { 'content-type': 'APPLICATION/JSON;charset=UTF-8' } }),
    200
  )
  t.equal(seen.length, 1)
})

t.test('takes webhooks by POST only, and says so', async (t) => {
  const { deliver } = await startApp(t)
  for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']) {
    const answer = await deliver('', {
      path: '/first',
      method,
      ...(method === 'GET' && { headers: {} })
    }).catch(() => undefined)
    if (method === 'HEAD') continue
    matches(t, answer, { status: 400, text: /POST/ }, method)
    t.equal(answer?.headers.get('allow'), 'POST')
  }
})

t.test('no body, however broken, gets anything but 400 or 403', async (t) => {
  const { deliver } = await startApp(t)
  const noWebhook = fc
    .oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.string({ maxLength: 300 }).map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(`{"events":${text}`)),
      fc.nat(5_000).map((depth) => Buffer.from(`{"events":${'['.repeat(depth + 1)}${']'.repeat(depth + 1)}`))
    )
    .filter((body) => !body.toString().startsWith('{"events":[]'))
  const property = fc.asyncProperty(noWebhook, fc.boolean(), async (body, signed) => {
    const { status } = await deliver(body, { path: '/first', secret: signed ? 'secret-1' : 'wrong' })
    return status === (signed ? 400 : 403)
  })
  await t.resolves(fc.assert(property, { numRuns: 300 }))
})

t.test('the response to a broken body has nothing of it', async (t) => {
  const { deliver } = await startApp(t)
  const { status, text } = await deliver('{"events":[PRIVATE', { path: '/first', secret: 'secret-1' })
  t.equal(status, 400)
  t.notMatch(text, /PRIVATE/)
})
