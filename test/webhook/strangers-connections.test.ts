import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { createConnections } from '../../src/http/connections.ts'
import { CALLBACK, spawnBot, startLine, startLineAndBot, until } from '../helper.ts'
import { dial, exchange, get, head, signed } from '../wire.ts'

const MIB = 1024 * 1024

t.test('requests that come at once on one connection are all answered, in their order', async (t) => {
  const { url } = await startLineAndBot(t)
  const { socket, statuses, received } = await dial(t, url)
  const body = '{"events":[]}'
  socket.write(
    get('/health') +
      signed(body) +
      get('/nope') +
      get('/', 'HEAD') +
      signed(body) +
      get('/site.css') +
      get('/health')
  )
  await until(() => statuses().length === 7)
  t.same(statuses(), [200, 200, 404, 200, 200, 200, 200])
  t.match(received(), /{"status":"ok"}$/)
})

t.test('a connection on which too many requests wait is cut off, and the log says so once', async (t) => {
  const { url, log, line } = await startLineAndBot(t)
  const { socket, closed } = await dial(t, url)
  socket.write(get('/').repeat(100))
  await closed
  await until(() => log.some(({ code }) => code === 'HTTP_ERR_PIPELINING'))
  t.match(
    log.filter(({ code }) => code),
    [{ level: 'warn', code: 'HTTP_ERR_PIPELINING', ip: '127.0.0.1' }]
  )
  t.match(await line.say('hello'), { delivery: { status: 200 } })
})

t.test('many requests whose answers nobody reads cost next to nothing', { timeout: 60_000 }, async (t) => {
  const line = await startLine(t)
  const bot = await spawnBot(t, line, {}, { nodeOptions: ['--max-old-space-size=256'] })
  const rss = () =>
    Number(readFileSync(`/proc/${bot.child.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)?.[1]) / 1_024
  await (await fetch(bot.url)).text()
  const before = process.platform === 'linux' ? rss() : 0
  const requests = ['/', '/site.css', '/status', '/nope', '/health', CALLBACK].map((path) => get(path))
  requests.push(get('/', 'HEAD'), head({ 'x-line-signature': null }), `${head({ 'content-length': 2 })}{}`)
  for (const request of requests) {
    const sockets = await Promise.all(Array.from({ length: 6 }, () => dial(t, bot.url)))
    for (const { socket } of sockets) {
      socket.pause()
      socket.write(request.repeat(2_400))
    }
    t.match(await line.say('hello'), { delivery: { status: 200 } }, request.slice(0, 30))
    for (const { socket } of sockets) socket.destroy()
  }
  if (process.platform === 'linux') t.ok(rss() - before < 100, `${before} MiB before, ${rss()} MiB after`)
})

t.test(
  'a new connection is always let in: the one that has asked nothing for longest ends for it',
  async (t) => {
    const refused: string[] = []
    const server = createServer((_request, response) => response.end('x'))
    createConnections({
      server,
      refusals: { add: (_level, _facts, text) => void refused.push(text), close() {} },
      maxConnections: 3
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const ask = async ({ socket, received }: Awaited<ReturnType<typeof dial>>) => {
      const { length } = received()
      socket.write(get('/'))
      await until(() => received().length > length)
    }
    const [line, second, third] = [await dial(t, url), await dial(t, url), await dial(t, url)]
    await ask(line)
    const fourth = await dial(t, url)
    await second.closed
    await ask(line)
    await dial(t, url)
    await third.closed
    t.notOk(line.socket.destroyed || fourth.socket.destroyed)
    t.equal(refused.length, 2)
  }
)

t.test('nobody parses a body anywhere but at the webhook', async (t) => {
  const { url, app } = await startLineAndBot(t)
  const brackets = Buffer.alloc(MIB - 1, '[')
  for (const path of ['/x', '/', '/health', '/status', '/site.css', `${CALLBACK}x`]) {
    for (const method of ['POST', 'PUT', 'GET', 'DELETE', 'QUERY']) {
      const answer = await exchange(
        t,
        url,
        head({ 'content-length': brackets.length }, `${method} ${path} HTTP/1.1`),
        brackets
      )
      t.match(answer, /^HTTP\/1.1 (200|400|404) .*^connection: close\r\n/ims, `${method} ${path}`)
    }
  }
  const before = process.cpuUsage()
  for (let i = 0; i < 25; i++) {
    await exchange(t, url, head({ 'content-length': brackets.length }, 'POST /x HTTP/1.1'), brackets)
    await exchange(t, url, head({ 'content-length': brackets.length, connection: 'close' }), brackets)
  }
  const { user, system } = process.cpuUsage(before)
  t.ok(user + system < 1_000_000, `${(user + system) / 50_000} ms for 1 MiB, with the sender's part`)
  t.ok(app.hasContentTypeParser('application/json') === false)
})

t.test('what is odd HTTP is refused with 4xx and a short line, and nothing of it harms', async (t) => {
  const { url, log, line } = await startLineAndBot(t, { LOG_LEVEL: 'trace' })
  const start1 = (first: string, rest = 'Host: x\r\n') => `${first}\r\n${rest}\r\n`
  const odd = [
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    start1('PRI / HTTP/1.1'),
    start1(`PRI ${CALLBACK} HTTP/1.1`),
    start1('PROPFIND / HTTP/1.1'),
    start1('NOTAMETHOD / HTTP/1.1'),
    start1('get / HTTP/1.1'),
    start1('Get / HTTP/1.1'),
    start1('CONNECT example.com:443 HTTP/1.1'),
    start1('CONNECT / HTTP/1.1'),
    start1('OPTIONS * HTTP/1.1'),
    start1('GET /%00 HTTP/1.1'),
    start1('GET /%zz HTTP/1.1'),
    start1('GET /% HTTP/1.1'),
    start1('GET /%c3%28 HTTP/1.1'),
    start1('GET //// HTTP/1.1'),
    start1('GET /../../etc/passwd HTTP/1.1'),
    start1(`GET /${'a'.repeat(8_000)} HTTP/1.1`),
    start1(`GET /${'a'.repeat(100_000)} HTTP/1.1`),
    start1('GET http://example.com/x HTTP/1.1', 'Host: example.com\r\n'),
    start1('GET / HTTP/9.9'),
    start1('GET / HTTP/1.1', ''),
    start1('GET / HTTP/1.1', 'Host: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n'),
    start1('GET / HTTP/1.1', `Host: x\r\nX: ${'x'.repeat(200_000)}\r\n`),
    start1(
      'GET /x HTTP/1.1',
      'Host: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n'
    ),
    start1('GET /x HTTP/1.1', 'Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'),
    start1('POST / HTTP/1.1', 'Host: x\r\nExpect: x\r\nContent-Length: 1\r\n'),
    '\x16\x03\x01\x02\x00\x01\x00\x01',
    '\r\n\r\n\r\nx\r\n\r\n'
  ]
  for (const bytes of odd) {
    const { socket, closed } = await dial(t, url)
    const seen = log.length
    socket.end(bytes, 'latin1')
    t.match(await closed, /^HTTP\/1.1 4\d\d /, JSON.stringify(bytes.slice(0, 60)))
    await until(() => log.length > seen)
    t.equal(log.length, seen + 1, `one line: ${JSON.stringify(bytes.slice(0, 60))}`)
    const text = JSON.stringify(log.at(-1))
    t.ok(text.length < 600, `${text.length} characters`)
    t.notMatch(text, /bug|\\n|──/)
  }
  const absolute = await exchange(
    t,
    url,
    `GET http://x/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
  )
  t.match(absolute, /^HTTP\/1.1 (200|404)/)
  t.match(await line.say('hello'), { delivery: { status: 200 } })
})

t.test('at the webhook, every method but POST is 400 and says so', async (t) => {
  const { url } = await startLineAndBot(t)
  for (const path of [CALLBACK, '/echobot/callback', `${CALLBACK}?a=1`]) {
    for (const method of [
      'GET',
      'HEAD',
      'PUT',
      'TRACE',
      'QUERY',
      'PROPFIND',
      'M-SEARCH',
      'PURGE',
      'SOURCE',
      'UNLINK'
    ]) {
      const answer = await exchange(
        t,
        url,
        `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
      )
      t.match(answer, /^HTTP\/1.1 400 .*^allow: POST\r\n/ims, `${method} ${path}`)
    }
  }
})

t.test('the page and its facts can be switched off', async (t) => {
  const { url } = await startLineAndBot(t, { STATUS_PAGE: 'false' })
  for (const path of ['/', '/status', '/site.css', '/site.js'])
    t.equal((await fetch(url + path)).status, 404, path)
  t.equal((await fetch(`${url}/health`)).status, 200)
})
