import { setTimeout as sleep } from 'node:timers/promises'
import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { answerInTurn } from '../../src/http/pipelining.ts'
import { lineWebhook } from '../../src/webhook/plugin.ts'
import { createReceiving } from '../../src/webhook/receiving.ts'
import { CALLBACK, delivererTo, event, SECRET, startLineAndBot, until } from '../helper.ts'
import { dial, exchange, FALSE_SIGNATURE, head, signed } from '../wire.ts'

const MIB = 1024 * 1024

/** The plugin in an application of its own, with sight of what is coming in. */
async function startPlugin(t: Test, maxBytes = 32 * MIB) {
  const receiving = createReceiving({ maxBytes })
  const app = Fastify({
    http: { requestTimeout: 500, headersTimeout: 500, connectionsCheckingInterval: 100 },
    requestTimeout: 500
  })
  answerInTurn(app.server, { add() {}, close() {} })
  app.register(async (scope) => {
    scope.register(lineWebhook, { channelSecret: SECRET, receiving })
    scope.all(CALLBACK, async () => ({}))
  })
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return { app, url, receiving, deliver: delivererTo(url) }
}

t.test('counts what comes in, and gives it back however the request ends', async (t) => {
  const { url, receiving } = await startPlugin(t)
  const half = 'x'.repeat(20_000)
  const body = '{"events":[]}'
  const ways: Record<string, (string | Uint8Array)[]> = {
    'a whole webhook': [signed(body, { connection: 'close' })],
    'a whole webhook of HTTP/1.0': [signed(body).replace('HTTP/1.1', 'HTTP/1.0')],
    chunked: [
      signed(body, { 'content-length': null, 'transfer-encoding': 'chunked', connection: 'close' }).replace(
        body,
        `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
      )
    ],
    'expects 100-continue': [signed(body, { expect: '100-continue', connection: 'close' })],
    'a false signature': [head({ 'content-length': 4, connection: 'close' }), 'null'],
    'no signature': [head({ 'content-length': 64 * MIB, 'x-line-signature': null }), half],
    'a malformed signature': [head({ 'content-length': 64 * MIB, 'x-line-signature': 'AAAA' }), half],
    'two signatures': [
      head({ 'content-length': 64 * MIB }).replace(
        '\r\n\r\n',
        `\r\nx-line-signature: ${FALSE_SIGNATURE}\r\n\r\n`
      ),
      half
    ],
    'a length over the limit': [head({ 'content-length': 64 * MIB }), half],
    'more than the limit, chunked': [
      head({ 'transfer-encoding': 'chunked' }),
      `${(MIB + 1).toString(16)}\r\n`,
      Buffer.alloc(MIB + 1),
      '\r\n'
    ],
    'another type': [signed(body, { 'content-type': 'text/plain', connection: 'close' })],
    'a type that is none': [signed(body, { 'content-type': 'x', connection: 'close' })],
    'signed, and no JSON': [signed('{', { connection: 'close' })],
    'another method': [head({ 'content-length': 64 * MIB }, `PUT ${CALLBACK} HTTP/1.1`), half],
    'another address': [head({ 'content-length': 64 * MIB }, 'POST /x HTTP/1.1'), half],
    'half sent, then silence': [head({ 'content-length': 100_000 }), half],
    'a chunk that is none': [head({ 'transfer-encoding': 'chunked' }), '5\r\nhello\r\nXYZ\r\n'],
    'a length and chunks': [head({ 'content-length': 5, 'transfer-encoding': 'chunked' }), '0\r\n\r\n'],
    'two lengths': [head({ 'content-length': '5, 6' }), 'hello!'],
    pipelined: [
      signed(body),
      signed(body),
      head({ 'content-length': 100 }),
      'x'.repeat(100),
      head({}, 'GET / HTTP/1.1'),
      signed(body, { connection: 'close' })
    ]
  }
  for (const [way, parts] of Object.entries(ways)) {
    t.match(await exchange(t, url, ...parts), /^HTTP\/1.1 /, `${way}: is answered`)
    t.equal(receiving.bytes, 0, way)
  }

  for (const [way, end] of Object.entries({
    'half sent, then reset': 'resetAndDestroy',
    'half sent, then closed': 'destroy',
    'half sent, then ended': 'end'
  } as const)) {
    for (const before of ['', signed(body)]) {
      const { socket } = await dial(t, url)
      socket.write(`${before}${head({ 'content-length': 100_000 })}${half}`)
      await until(() => receiving.bytes >= half.length)
      t.ok(receiving.bytes < 2 * half.length, 'what is announced does not count')
      socket[end]()
      await until(() => receiving.bytes === 0)
      t.pass(`${way}${before && ', after another request'}`)
    }
  }
})

t.test('what is announced, and never sent, keeps nothing else out', async (t) => {
  const { url, line, deliver } = await startLineAndBot(t)
  for (const path of [CALLBACK, '/', '/x', '/health', '/status']) {
    const start = `POST ${path} HTTP/1.1`
    await exchange(t, url, head({ 'content-length': 64 * MIB, 'x-line-signature': null }, start))
  }
  await Promise.all(
    Array.from({ length: 100 }, async () =>
      (await dial(t, url)).socket.write(head({ 'content-length': MIB }))
    )
  )
  for (const length of [5_000, 200_000, MIB - 2_000]) {
    t.equal((await deliver(JSON.stringify({ events: [], padding: 'x'.repeat(length) }))).status, 200)
  }
  t.match(await line.say('hello'), { delivery: { status: 200 } })
})

t.test('a webhook without a well-formed signature is refused from its headers alone', async (t) => {
  const { url, log } = await startLineAndBot(t)
  const cases = {
    absent: [null, ''],
    malformed: [
      'AAAA',
      'A'.repeat(44),
      `${'A'.repeat(42)}==`,
      `${'A'.repeat(44)}=`,
      `${'-'.repeat(43)}=`,
      `${'é'.repeat(43)}=`,
      `${FALSE_SIGNATURE}, ${FALSE_SIGNATURE}`,
      `"${FALSE_SIGNATURE}"`,
      'A'.repeat(8_000)
    ]
  }
  const lengths: Record<string, string | number>[] = [
    { 'content-length': 100 },
    { 'content-length': 64 * MIB },
    { 'transfer-encoding': 'chunked' },
    { 'content-length': 100, expect: '100-continue' },
    { 'content-length': 100, 'content-type': 'x' }
  ]
  for (const [reason, signatures] of Object.entries(cases)) {
    for (const signature of signatures) {
      for (const length of lengths) {
        const { socket, received, closed } = await dial(t, url)
        socket.write(head({ 'x-line-signature': signature, ...length }))
        await until(() => received().includes('}'))
        t.match(received(), /^HTTP\/1.1 403 .*^connection: close\r\n/ims, 'though none of the body has come')
        socket.destroy()
        await closed
        t.equal(log.at(-1)?.reason, reason)
      }
    }
  }
})

t.test('whoever is still sending can read why the request was refused', async (t) => {
  const { url, deliver } = await startLineAndBot(t)
  const big = Buffer.alloc(8 * MIB, ' ')
  for (let i = 0; i < 5; i++) {
    t.equal((await deliver(big, { signature: null })).status, 403)
    t.equal((await deliver(big)).status, 413)
    t.equal((await deliver(big, { path: '/x' })).status, 404)
    t.equal((await deliver(big, { method: 'PUT' })).status, 400)
  }
  // One that sends on and on, and reads late: it gets its answer, and is cut off then.
  const { socket, received, closed } = await dial(t, url)
  socket.pause()
  socket.write(head({ 'content-length': 64 * MIB, 'x-line-signature': null }))
  const started = Date.now()
  const sending = setInterval(() => socket.write(Buffer.alloc(65_536)), 20)
  t.teardown(() => clearInterval(sending))
  setTimeout(() => socket.resume(), 500)
  await closed
  t.match(received(), /^HTTP\/1.1 403 /)
  t.ok(Date.now() - started < 6_000, `${Date.now() - started} ms`)
})

t.test('the order of the reasons is: the method, the signature, the length, the type', async (t) => {
  const { url, deliver } = await startLineAndBot(t)
  const over = { 'content-length': 2 * MIB }
  const statusOf = async (...parts: string[]) => Number((await exchange(t, url, ...parts)).slice(9, 12))
  t.equal(await statusOf(head({ ...over, 'x-line-signature': null }, `PUT ${CALLBACK} HTTP/1.1`)), 400)
  t.equal(await statusOf(head({ ...over, 'x-line-signature': null, 'content-type': 'x' })), 403)
  t.equal(await statusOf(head({ ...over, 'content-type': 'x' })), 413)
  for (const type of ['x', 'text/plain', 'a/b/c', 'application/jsonp', '']) {
    const { status } = await deliver('{}', { secret: 'another', headers: { 'content-type': type } })
    t.equal(status, 403, `${type}, not signed`)
    t.equal((await deliver('{}', { headers: { 'content-type': type } })).status, 415, `${type}, signed`)
  }
})

t.test('a body by far over the limit is 413, announced or not', async (t) => {
  const { url } = await startLineAndBot(t)
  t.match(await exchange(t, url, head({ 'content-length': 10_000 * MIB })), /^HTTP\/1.1 413 /)
  t.match(
    await exchange(t, url, head({ 'content-length': 9_007_199_254_740_993n.toString() })),
    /^HTTP\/1.1 413 /
  )
  const chunk = `100000\r\n${'x'.repeat(MIB)}\r\n`
  t.match(
    await exchange(t, url, head({ 'transfer-encoding': 'chunked' }), ...Array(8).fill(chunk)),
    /^HTTP\/1.1 413 /
  )
})

t.test('a body is asked for only when it is wanted', async (t) => {
  const { url } = await startLineAndBot(t)
  const expecting = { expect: '100-continue', 'content-length': 13 }
  for (const bytes of [
    head({ ...expecting, 'x-line-signature': null }),
    head({ ...expecting, 'content-length': 2 * MIB }),
    head(expecting, 'POST /x HTTP/1.1'),
    head(expecting, `PUT ${CALLBACK} HTTP/1.1`)
  ]) {
    t.match(await exchange(t, url, bytes), /^HTTP\/1.1 4\d\d /, bytes)
  }
  const { socket, received, statuses } = await dial(t, url)
  const [top, body] = signed('{"events":[]}', expecting).split('\r\n\r\n') as [string, string]
  socket.write(`${top}\r\n\r\n`)
  await until(() => received() !== '')
  t.equal(received(), 'HTTP/1.1 100 Continue\r\n\r\n')
  socket.write(body)
  await until(() => statuses().length === 2)
  t.same(statuses(), [100, 200])
})

t.test(
  'when too much comes in, what has held most for longest is cut off, and not the newcomer',
  async (t) => {
    const { url, receiving, deliver } = await startPlugin(t, 4 * MIB)
    const hold = async (bytes: number) => {
      const connection = await dial(t, url)
      const before = receiving.bytes
      connection.socket.write(head({ 'content-length': MIB }) + 'x'.repeat(bytes))
      await until(() => receiving.bytes >= before + bytes)
      return connection
    }
    const first = await hold(900_000)
    const small = await hold(10_000)
    const others = [await hold(900_000), await hold(900_000), await hold(900_000)]
    const body = JSON.stringify({ events: [], padding: 'x'.repeat(1_000_000) })
    t.equal((await deliver(body)).status, 200, 'the newcomer is served')
    await first.closed
    t.notOk(small.socket.destroyed, 'who holds little stays')
    t.notOk(others.at(-1)?.socket.destroyed, 'who came last stays')
    t.ok(receiving.bytes <= 4 * MIB)
  }
)

t.test('a body in pieces of one byte costs no more than another', async (t) => {
  const { url, line } = await startLineAndBot(t)
  const before = process.memoryUsage()
  const { socket, closed } = await dial(t, url)
  socket.write(head({ 'transfer-encoding': 'chunked' }))
  const pieces = '1\r\nx\r\n'.repeat(10_000)
  for (let i = 0; i < 100 && !socket.destroyed; i++) {
    if (!socket.write(pieces)) await Promise.race([new Promise((go) => socket.once('drain', go)), closed])
  }
  await closed
  const after = process.memoryUsage()
  t.ok(after.rss - before.rss < 64 * MIB, `${(after.rss - before.rss) / MIB} MiB`)
  t.match(await line.say('hello'), { delivery: { status: 200 } })
})

t.test(
  'slow strangers with well-formed signatures keep no webhook from its answer',
  { timeout: 60_000 },
  async (t) => {
    const { url, deliver } = await startLineAndBot(t)
    let stop = false
    t.teardown(() => {
      stop = true
    })
    /** Announces 1 MiB, sends a part of it at once and then some bytes now and again; comes back when it is cut off. */
    async function stranger(bytesAtOnce: number): Promise<void> {
      while (!stop) {
        const { socket, closed } = await dial(t, url)
        socket.write(head({ 'content-length': MIB }))
        socket.write(Buffer.alloc(bytesAtOnce, 'x'))
        const dripping = setInterval(() => socket.writable && socket.write('x'), 200)
        await closed
        clearInterval(dripping)
        await sleep(250) // it is room that they take; of time, both sides have only one process's
      }
    }
    for (let i = 0; i < 150; i++) void stranger(i % 3 === 0 ? MIB - 1_000 : 100)
    const end = Date.now() + 8_000
    const times: number[] = []
    while (Date.now() < end) {
      for (const length of [5_000, 200_000]) {
        const events = [event({ type: 'sticker', override: { padding: 'x'.repeat(length) } })]
        const { status, ms } = await deliver(events)
        times.push(ms)
        if (status !== 200) return t.fail(`${status} after ${ms} ms`)
      }
      await sleep(50)
    }
    t.ok(Math.max(...times) < 1_500, `${times.length} webhooks, the slowest took ${Math.max(...times)} ms`)
  }
)
