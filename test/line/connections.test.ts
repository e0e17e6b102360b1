import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server
} from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import t, { type Test } from 'tap'
import { createConnections } from '../../src/line/connections.ts'
import { selfSigned } from '../certificate.ts'
import { until } from '../helper.ts'

const soon = () => Date.now() + 10_000

async function listen(t: Test, server: Server | ReturnType<typeof createTcpServer>, host = '127.0.0.1') {
  server.listen(0, host)
  await once(server, 'listening')
  t.teardown(() => {
    server.close()
    if ('closeAllConnections' in server) server.closeAllConnections()
  })
  return (server.address() as AddressInfo).port
}

function connectTo(t: Test, baseUrl: string, options: { count?: number; idleLimit?: number } = {}) {
  const connections = createConnections({ baseUrl, count: 10, ...options })
  t.teardown(connections.close)
  const post = (body = '', limit = 5_000, until = soon()) =>
    connections.post({ path: '/path', headers: { 'x-a': 'b' }, body, needsBody: true }, limit, until)
  return { post, close: connections.close }
}

/** An HTTP server, how many connections it has had, and something that posts to it. */
async function serve(t: Test, listener: RequestListener, options = {}) {
  const server = createHttpServer(listener)
  const sockets: Socket[] = []
  server.on('connection', (socket) => sockets.push(socket))
  const port = await listen(t, server)
  return { server, sockets, ...connectTo(t, `http://127.0.0.1:${port}`, options) }
}

/** A server that says these bytes to whatever comes. */
async function say(t: Test, ...answers: string[]) {
  const sockets: Socket[] = []
  const server = createTcpServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {}).on('data', () => socket.write(answers.shift() ?? ''))
  })
  t.teardown(() => {
    for (const socket of sockets) socket.destroy()
  })
  return { sockets, ...connectTo(t, `http://127.0.0.1:${await listen(t, server)}`) }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk
  return text
}

t.test('posts a body, byte for byte, and reads the answer', async (t) => {
  const { post } = await serve(t, async (request, response) => {
    const { method, url, headers } = request
    response.setHeader('X-Line-Request-Id', 'an-id')
    response.end(JSON.stringify({ method, url, a: headers['x-a'], text: await textOf(request) }))
  })
  const { status, headers, text } = await post('héllo 你好 😀')
  t.match({ status, id: headers['x-line-request-id'] }, { status: 200, id: 'an-id' })
  t.same(JSON.parse(text), { method: 'POST', url: '/path', a: 'b', text: 'héllo 你好 😀' })
})

t.test('uses a connection again and again, and no more of them than it may', async (t) => {
  const { post, sockets } = await serve(t, (_request, response) => response.end('a'), { count: 3 })
  for (let i = 0; i < 5; i++) await post()
  t.equal(sockets.length, 1)
  await Promise.all(Array.from({ length: 50 }, () => post()))
  t.equal(sockets.length, 3)
})

t.test('a connection is taken until its answer is complete, though the status was told before', async (t) => {
  const held: (() => void)[] = []
  const server = createHttpServer((_request, response) => {
    response.write('a')
    held.push(() => response.end())
  })
  const connections = createConnections({ baseUrl: `http://127.0.0.1:${await listen(t, server)}`, count: 1 })
  t.teardown(connections.close)
  const post = () => connections.post({ path: '/', headers: {}, body: '' }, 5_000, soon())
  t.match(await post(), { status: 200, text: '' })
  const second = post()
  await sleep(50)
  t.equal(held.length, 1)
  held[0]?.()
  t.match(await second, { status: 200 })
})

t.test('does not use a connection that the other side is about to close', async (t) => {
  const { post, server, sockets } = await serve(t, (_request, response) => response.end('a'))
  server.keepAliveTimeout = 1_000 // and says so: `keep-alive: timeout=1`
  await post()
  await post()
  t.equal(sockets.length, 2)
})

t.test('a connection that idles is closed, but not one that waits for an answer', async (t) => {
  const answer: RequestListener = (_request, response) => setTimeout(() => response.end('a'), 150)
  const { post, sockets } = await serve(t, answer, { idleLimit: 50 })
  t.match(await post(), { status: 200 })
  const answeredAt = Date.now()
  const [socket] = sockets
  if (!socket?.destroyed) await once(socket as Socket, 'close')
  t.ok(Date.now() - answeredAt < 3_000, 'by the bot: the other side would do it after five seconds')
})

t.test('a connection that the other side closed is forgotten', async (t) => {
  const { post, sockets } = await serve(t, (_request, response) => response.end('a'))
  await post()
  sockets[0]?.destroy()
  await once(sockets[0] as Socket, 'close')
  await sleep(20)
  t.match(await post(), { status: 200 })
  t.equal(sockets.length, 2)
})

t.test('a connection that says something unasked is ended', async (t) => {
  const { post, sockets } = await say(t, 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
  await post()
  sockets[0]?.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')
  await once(sockets[0] as Socket, 'close')
})

t.test('what is no HTTP is an answer that did not come', async (t) => {
  const { post, sockets } = await say(t, 'SSH-2.0-OpenSSH\r\n\r\n')
  await t.rejects(post(), { code: 'LINE_ERR_RESPONSE', unsent: false })
  await once(sockets[0] as Socket, 'close')
})

t.test('nothing came in time', async (t) => {
  const { post } = await say(t)
  await t.rejects(post('', 50), { code: 'ETIMEDOUT', unsent: false })
})

t.test('a request that waits too long for a connection was never sent', async (t) => {
  const { post } = await serve(t, (_request, response) => setTimeout(() => response.end('a'), 200), {
    count: 1
  })
  const first = post()
  await t.rejects(post('', 5_000, Date.now() + 50), { code: 'no time left', unsent: true })
  t.match(await first, { status: 200 })
})

t.test('ends with a request under way, and takes no more', async (t) => {
  const { post, close, sockets } = await say(t)
  const answer = t.rejects(post(), { code: 'ECONNRESET', unsent: false })
  await until(() => sockets.length === 1)
  await sleep(50)
  close()
  await answer
  await t.rejects(post(), { code: 'closed', unsent: true })
})

const hasIPv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1')
)
t.test('finds a host by its IPv6 address', { skip: !hasIPv6 && 'no IPv6 here' }, async (t) => {
  const server = createHttpServer((request, response) => response.end(request.headers.host))
  const port = await listen(t, server, '::1')
  t.match(await connectTo(t, `http://[::1]:${port}`).post(), { status: 200, text: `[::1]:${port}` })
})

t.test('TLS', async (t) => {
  const [key, certificate] = selfSigned(t)
  const options = { key: readFileSync(key), cert: readFileSync(certificate) }
  const reused: boolean[] = []
  const server = createHttpsServer(options, (request, response) => {
    response.setHeader('connection', 'close').end(request.headers.host)
  })
  server.on('secureConnection', (socket) => reused.push(socket.isSessionReused()))
  const port = await listen(t, server)

  await t.rejects(
    connectTo(t, `https://localhost:${port}`).post(),
    { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', unsent: true },
    'a certificate that nobody vouches for is refused, before anything is sent'
  )

  const authorities = getCACertificates('default')
  setDefaultCACertificates([...authorities, String(options.cert)])
  t.teardown(() => setDefaultCACertificates(authorities))
  const { post } = connectTo(t, `https://localhost:${port}`)
  t.match(await post(), { status: 200, text: `localhost:${port}` })
  await sleep(20)
  await post()
  t.same(reused.slice(-2), [false, true], 'the next connection goes on with the session of the first')
  await t.rejects(
    connectTo(t, `https://127.0.0.1:${port}`).post(),
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID', unsent: true },
    'a certificate for another host is refused'
  )
})
