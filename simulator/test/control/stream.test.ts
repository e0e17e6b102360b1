import { once } from 'node:events'
import { connect } from 'node:net'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import type { Channel } from '../../src/channel.ts'
import { stream } from '../../src/control/stream.ts'
import type { ApiExchange } from '../../src/index.ts'
import { ANNOUNCEMENTS, createAnnouncements } from '../../src/state/announcements.ts'
import { HELLO, startApi } from '../support/call.ts'
import { matches } from '../support/matches.ts'
import { until } from '../support/until.ts'

/** What a page that is open gets to know. */
async function open(t: Test, url: string) {
  const stream = await fetch(`${url}/simulator/stream`)
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  t.teardown(() => reader.cancel())
  let text = ''
  void (async () => {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      text += Buffer.from(value).toString()
    }
  })()
  return {
    /** The data of the events with a name, or of those without. */
    events: (name = '') =>
      text
        .split('\n\n')
        .map((block) => ({
          name: /^event: (.*)$/m.exec(block)?.[1] ?? '',
          data: /^data: (.*)$/m.exec(block)?.[1]
        }))
        .filter((event) => event.name === name && event.data)
        .map(({ data = '' }) => JSON.parse(data))
  }
}

t.test('every page that is open is told of what changes, whoever changes it', async (t) => {
  const { line, ids, call, post } = await startApi(t)
  const pages = [await open(t, line.url), await open(t, line.url)]
  await call('PUT', '/simulator/settings', { redelivery: true })
  await call('PUT', '/v2/bot/channel/webhook/endpoint', { endpoint: 'http://127.0.0.1:1/' })
  await call('PUT', '/simulator/faults', { status: 500, times: 1 })
  await call('PUT', '/simulator/people', { users: [{ displayName: 'Hana' }] })
  await post('/v2/bot/chat/loading/start', { chatId: ids.user })
  await post('/v2/bot/message/push', { to: ids.user, messages: [HELLO] })
  await call('DELETE', '/simulator/log')
  for (const page of pages) {
    await until(() => page.events('cleared').length === 1)
    t.equal(page.events('settings').length, 2)
    t.equal(page.events('faults').length, 1)
    t.equal(page.events('people').length, 1)
    matches(t, page.events('loading'), [{ userId: ids.user, until: Number }])
    t.same(page.events('rich-menu'), [{ userIds: [ids.user] }])
    matches(t, page.events().at(-1), {
      kind: 'api',
      operation: 'pushMessage',
      chats: [ids.user],
      messages: [HELLO]
    })
  }
})

t.test('what a button shows is known to every page, though LINE does not send it', async (t) => {
  const { line, post } = await startApi(t)
  const page = await open(t, line.url)
  const { body } = await post('/simulator/events', { type: 'postback', data: 'buy', displayText: 'I buy it' })
  await until(() => page.events().length === 2)
  matches(t, page.events()[0], { displayTexts: { [body.event.webhookEventId]: 'I buy it' } })
  t.notMatch(page.events()[0].body, /I buy it/)
})

const MEGABYTE = 1024 * 1024

/** A client of the stream, after the head of the response. */
async function connectTo(t: Test, url: string) {
  const { hostname, port } = new URL(url)
  const client = connect(Number(port), hostname)
  t.teardown(() => client.destroy())
  client.on('error', () => {}) // the end of a client that does not read is a reset
  client.write('GET /simulator/stream HTTP/1.1\r\nhost: localhost\r\n\r\n')
  await once(client, 'data')
  let bytes = 0
  client.on('data', (chunk) => (bytes += chunk.length))
  return { client, bytes: () => bytes }
}

t.test('a client that does not read is disconnected, and the others are not', async (t) => {
  const { line } = await startApi(t)
  const [reading, stuck] = [await connectTo(t, line.url), await connectTo(t, line.url)]
  stuck.client.pause()
  const megabytes = 48
  for (let sent = 1; sent <= megabytes; sent++) {
    const call = {
      kind: 'api',
      method: 'POST',
      path: '/',
      status: 200,
      response: '',
      requestId: '1'
    } as const
    line.exchanges.add<ApiExchange>({ ...call, request: 'x'.repeat(MEGABYTE), ms: 1 })
    line.exchanges.add<ApiExchange>({ ...call, request: '', ms: 1 }) // at once, before a connection can be closed
    await until(() => reading.bytes() > sent * MEGABYTE)
  }
  stuck.client.resume()
  await once(stuck.client, 'close')
  t.ok(stuck.bytes() < megabytes * MEGABYTE, `${stuck.bytes()} bytes`)
  t.notOk(reading.client.closed)
})

t.test('a page that is closed is not written to any more', async (t) => {
  const subscribers = new Set<unknown>()
  const exchanges = {
    subscribe(subscriber: unknown) {
      subscribers.add(subscriber)
      return () => subscribers.delete(subscriber)
    }
  }
  const announcements = createAnnouncements()
  const app = Fastify()
  app.register(stream, { channel: { exchanges, announcements } as unknown as Channel })
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const listeners = () => [
    subscribers.size,
    ...ANNOUNCEMENTS.map((name) => announcements.listenerCount(name))
  ]
  const before = listeners()
  for (let i = 0; i < 3; i++) {
    const leaving = new AbortController()
    await fetch(`${url}/stream`, { signal: leaving.signal })
    t.same(
      listeners(),
      before.map((count) => count + 1)
    )
    leaving.abort()
    await until(() => listeners().every((count, i) => count === before[i]))
  }
})
