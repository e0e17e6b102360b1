import type { IncomingMessage, RequestListener } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import t, { type Test } from 'tap'
import { Dispatcher } from 'undici'
import packageJson from '../../package.json' with { type: 'json' }
import { createHttpClient, type RequestLimits, sendRequest } from '../../src/line/http-client.ts'
import { freePort, matches, until } from '../helper.ts'
import { startBytes, startServer, startTls } from './servers.ts'

function connectTo(t: Test, baseUrl: string, connections = 10) {
  const client = createHttpClient({ baseUrl, connections })
  t.teardown(client.close)
  const post = (body = '', limits: Partial<RequestLimits> = {}) =>
    client.send(
      { method: 'POST', path: '/path', headers: { 'x-a': 'b' }, body },
      { timeoutMs: 60_000, deadline: Date.now() + 60_000, needsBody: () => true, ...limits }
    )
  return { post, close: client.close }
}

async function serve(t: Test, listener: RequestListener, connections?: number) {
  const server = await startServer(t, listener)
  return { ...server, ...connectTo(t, server.url, connections) }
}

async function say(t: Test, ...answers: (string | Buffer)[]) {
  const server = await startBytes(t, ...answers)
  return { ...server, ...connectTo(t, server.url) }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

const http = (...lines: string[]) => `HTTP/1.1 ${lines.join('\r\n')}`

t.test('posts a body, byte for byte, and reads the answer', async (t) => {
  const { post } = await serve(t, async (request, response) => {
    const { method, url, headers } = request
    response.setHeader('X-Line-Request-Id', 'an-id')
    response.end(JSON.stringify({ method, url, a: headers['x-a'], text: await textOf(request) }))
  })
  const { status, headers, text } = await post('héllo 你好 😀')
  matches(t, { status, id: headers['x-line-request-id'] }, { status: 200, id: 'an-id' })
  t.same(JSON.parse(text), { method: 'POST', url: '/path', a: 'b', text: 'héllo 你好 😀' })
})

t.test('an informational response is not the response', async (t) => {
  const hints = http('103 Early Hints', 'link: </x>', '', '')
  const { post } = await say(t, hints + http('503 Busy', 'content-length: 4', '', 'busy'))
  matches(t, await post('', { needsBody: (status) => status >= 400 }), { status: 503, text: 'busy' })
})

t.test('says who it is', async (t) => {
  const { post } = await serve(t, (request, response) => response.end(request.headers['user-agent']))
  matches(t, await post(), { text: `${packageJson.name}/${packageJson.version}` })
})

t.test('uses a connection again and again, and no more of them than it may', async (t) => {
  const { post, sockets } = await serve(t, (_request, response) => response.end('a'), 3)
  for (let i = 0; i < 5; i++) await post()
  t.ok(sockets.length <= 2, 'a connection rests for a turn of the event loop')
  await Promise.all(Array.from({ length: 50 }, () => post()))
  t.equal(sockets.length, 3)
})

t.test('sends one request after the other on a connection', async (t) => {
  let inFlight = 0
  const { post } = await serve(
    t,
    (_request, response) => {
      if (++inFlight > 1) t.fail('pipelined')
      setTimeout(() => response.end('a', () => inFlight--), 10)
    },
    1
  )
  await Promise.all(Array.from({ length: 5 }, () => post()))
})

t.test('does not use a connection that the other side is about to close', async (t) => {
  const { post, server, sockets } = await serve(t, (_request, response) => response.end('a'))
  server.keepAliveTimeout = 1_000 // and says so: `keep-alive: timeout=1`
  await post()
  await post()
  t.equal(sockets.length, 2)
})

t.test('does not follow a redirect', async (t) => {
  const { post } = await say(t, http('302 Found', 'location: /b', 'content-length: 0', '', ''))
  matches(t, await post(), { status: 302, text: '' })
})

t.test('the status stands when the answer is cut off, and what came of its body', async (t) => {
  const { post, sockets } = await serve(t, (request, response) => {
    response.writeHead(400, { 'content-length': 100 })
    response.write('some', () => request.socket.destroy())
  })
  matches(t, await post(), { status: 400, text: 'some' })
  await post()
  t.equal(sockets.length, 2, 'its connection is not used again')
})

t.test('a body that never ends takes neither time nor memory without limit', async (t) => {
  const silent = await serve(t, (_request, response) => void response.writeHead(200).write('{'))
  const startedAt = performance.now()
  matches(t, await silent.post(), { status: 200, text: '{' })
  t.ok(performance.now() - startedAt < 30_000)

  const dripping = await serve(t, (request, response) => {
    response.writeHead(500)
    const drip = setInterval(() => response.write('x'), 20)
    request.socket.on('close', () => clearInterval(drip))
  })
  matches(t, await dripping.post('', { timeoutMs: 3_000 }), { status: 500, text: /^x+$/ })
  await until(() => dripping.sockets[0]?.destroyed)

  const endless = await serve(t, (_request, response) => {
    response.writeHead(400)
    const flood = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      if (!response.destroyed) response.once('drain', flood)
    }
    flood()
  })
  const { status, text } = await endless.post()
  t.equal(status, 400)
  t.ok(text.length < 200_000, `${text.length}`)
  await until(() => endless.sockets[0]?.destroyed)
})

const HUGE = 'x'.repeat(70_000)
for (const [name, bytes] of Object.entries({
  'another protocol': 'SSH-2.0-OpenSSH\r\n\r\n',
  'headers without an end': http('200 OK', `a: ${HUGE}`)
})) {
  t.test(`takes ${name} for no response, though the request may have been delivered`, async (t) => {
    const { post, sockets } = await say(t, bytes)
    await t.rejects(post(), { name: 'NoResponseError', mayHaveBeenDelivered: true })
    await until(() => sockets[0]?.destroyed)
  })
}

t.test('nothing came in time: the request may have been delivered', async (t) => {
  const { post, sockets } = await say(t)
  const error = { code: 'ETIMEDOUT', message: 'no answer in time', mayHaveBeenDelivered: true }
  await t.rejects(post('', { timeoutMs: 1_000 }), error)
  await until(() => sockets[0]?.destroyed)
})

t.test('the connection ended without a response: the request may have been delivered', async (t) => {
  for (const end of ['end', 'destroy', 'resetAndDestroy'] as const) {
    const { post } = await serve(t, ({ socket }) => void socket[end]())
    await t.rejects(post(), { name: 'NoResponseError', mayHaveBeenDelivered: true }, end)
  }
})

t.test('nobody listens: the request was not delivered', async (t) => {
  const { post } = connectTo(t, `http://127.0.0.1:${await freePort()}`)
  await t.rejects(post(), { code: 'ECONNREFUSED', message: 'ECONNREFUSED', mayHaveBeenDelivered: false })
})

t.test('no such host: the request was not delivered, and it is said what to check', async (t) => {
  const { post } = connectTo(t, 'http://line.invalid')
  await t.rejects(post(), {
    code: /^(ENOTFOUND|EAI_AGAIN)$/,
    mayHaveBeenDelivered: false,
    remedy: /LINE_API_BASE_URL/
  })
})

t.test('a connection that takes too long to open: the request was not delivered, and never is', async (t) => {
  // A TLS handshake that the other side does not answer: connected, and yet not.
  const { url, sockets } = await startBytes(t)
  const { post } = connectTo(t, url.replace('http:', 'https:'))
  await t.rejects(post('', { deadline: Date.now() + 1_000 }), {
    code: 'ETIMEDOUT',
    mayHaveBeenDelivered: false
  })
  t.equal(sockets.length, 1)
})

t.test('a request that waits too long for a connection was never sent', async (t) => {
  let requests = 0
  const { post } = await serve(
    t,
    (_request, response) => {
      requests++
      setTimeout(() => response.end('a'), 1_000)
    },
    1
  )
  const first = post()
  await t.rejects(post('', { deadline: Date.now() + 50 }), {
    message: 'no answer in time',
    mayHaveBeenDelivered: false
  })
  matches(t, await first, { status: 200 })
  t.equal(requests, 1)
  await t.rejects(post('', { deadline: Date.now() }), {
    message: 'no time left',
    mayHaveBeenDelivered: false
  })
})

t.test('the time that a request waits for a connection is not taken from its own', async (t) => {
  const { post } = await serve(t, (_request, response) => setTimeout(() => response.end('a'), 1_000), 1)
  const answers = await Promise.all(Array.from({ length: 4 }, () => post('', { timeoutMs: 3_500 })))
  t.same(
    answers.map(({ status }) => status),
    [200, 200, 200, 200]
  )
})

t.test('where the status is enough, a body that never ends is not waited for', async (t) => {
  const { post, sockets } = await serve(t, (_request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('{')
  })
  matches(t, await post('', { needsBody: () => false }), { status: 200, text: '' })
  t.notOk(sockets[0]?.destroyed, 'the status came first')
  await until(() => sockets[0]?.destroyed)
})

t.test('no request is sent twice, however its connection ends', async (t) => {
  let requests = 0
  const { post } = await serve(t, ({ socket }, response) => {
    if (++requests % 2) response.end('a')
    else socket.resetAndDestroy()
  })
  const results = []
  for (let i = 0; i < 6; i++) results.push(await post().catch(({ name }) => name))
  t.equal(results.filter((result) => result === 'NoResponseError').length, 3)
  t.equal(requests, 6)
})

t.test('ends with a request in flight, and takes no more', async (t) => {
  const { post, close, sockets } = await say(t)
  const answer = t.rejects(post(), { name: 'NoResponseError' })
  await until(() => sockets[0]?.bytesRead)
  await close()
  await answer
  await t.rejects(post(), { message: 'closed', mayHaveBeenDelivered: false })
  await until(() => sockets[0]?.destroyed)
})

t.test('a fault of ours is not taken for a missing response', async (t) => {
  const { url } = await startServer(t, (_request, response) => response.end())
  const { send, close } = createHttpClient({ baseUrl: url, connections: 1 })
  t.teardown(close)
  const request = { method: 'GET', path: '/' } as const
  const limits = { timeoutMs: 10_000, deadline: Date.now() + 10_000, needsBody: () => true }
  await t.rejects(send({ ...request, headers: { a: 'two\nlines' } }, limits), {
    name: 'InvalidArgumentError'
  })
  matches(t, await send({ ...request, headers: {} }, limits), { status: 200 }, 'and the next request is sent')
})

t.test('a request in flight is not hurt by another one’s time limit', async (t) => {
  let requests = 0
  const { post } = await serve(t, (_request, response) => {
    if (++requests === 1) setTimeout(() => response.end('late'), 300)
  })
  const slow = post()
  await until(() => requests === 1)
  await t.rejects(post('', { timeoutMs: 50 }), { code: 'ETIMEDOUT' })
  matches(t, await slow, { status: 200, text: 'late' })
})

t.test('a peer that never answers gets no more connections than there may be', async (t) => {
  const { post, sockets } = await serve(t, () => {}, 4)
  const open = () => sockets.filter(({ destroyed }) => !destroyed).length
  let most = 0
  const watch = setInterval(() => (most = Math.max(most, open())), 5)
  t.teardown(() => clearInterval(watch))
  await Promise.allSettled(Array.from({ length: 20 }, () => post('', { timeoutMs: 100 })))
  t.ok(most <= 8, `${most}: 4 in flight, and those that are just being closed`)
  await until(() => open() === 0)
})

t.test('TLS', async (t) => {
  const reused: boolean[] = []
  const { server, port, certificate, url } = await startTls(t, (request, response) => {
    response.setHeader('connection', 'close').end(request.headers.host)
  })
  server.on('secureConnection', (socket) => reused.push(socket.isSessionReused()))

  await t.rejects(
    connectTo(t, url).post(),
    { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', mayHaveBeenDelivered: false, remedy: /NODE_EXTRA_CA_CERTS/ },
    'a certificate that nobody vouches for is refused, before anything is sent'
  )

  const authorities = getCACertificates('default')
  setDefaultCACertificates([...authorities, certificate])
  t.teardown(() => setDefaultCACertificates(authorities))
  const { post } = connectTo(t, url)
  matches(t, await post(), { status: 200, text: `localhost:${port}` })
  await until(async () => {
    await post()
    return reused.at(-1) // the session of an earlier connection
  })
  await t.rejects(
    connectTo(t, `https://127.0.0.1:${port}`).post(),
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID', mayHaveBeenDelivered: false, remedy: /another host/ },
    'a certificate for another host is refused'
  )
})

t.test('a server that speaks no TLS is sent nothing', async (t) => {
  const { url } = await startServer(t, (_request, response) => response.end())
  await t.rejects(connectTo(t, url.replace('http:', 'https:')).post(), {
    name: 'NoResponseError',
    mayHaveBeenDelivered: false
  })
})

t.test('a request that cannot be sent leaves no timer behind', async (t) => {
  const fault = new TypeError('ours')
  class Broken extends Dispatcher {
    override dispatch(): boolean {
      throw fault
    }
  }
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const request = { origin: 'https://line.invalid', path: '/', method: 'GET', headers: {} } as const
  const limits = { timeoutMs: 60_000, deadline: Date.now() + 60_000, needsBody: () => true }
  await t.rejects(sendRequest(new Broken(), request, limits), fault)
  t.equal(timers(), before)
})
