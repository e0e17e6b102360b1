import Fastify from 'fastify'
import t, { type Test } from 'tap'
import { createBodyMemoryLimit } from '../../src/webhook/body-memory-limit.ts'
import { lineWebhook } from '../../src/webhook/plugin.ts'
import { CALLBACK, delivererTo, SECRET, until } from '../helper.ts'
import { dial, exchange, FALSE_SIGNATURE, head, signed } from '../wire.ts'

const HALF = 'x'.repeat(20_000)
const MAX_BYTES = 100_000

/** The plugin in an application of its own, with a limit that five halves reach. */
async function startPlugin(t: Test, requestTimeoutMs = 20_000) {
  const app = Fastify({
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: 100 }
  })
  const countBody = createBodyMemoryLimit({ maxBytes: MAX_BYTES })
  app.register(async (scope) => {
    scope.register(lineWebhook, { channelSecret: SECRET, countBody })
    scope.all(CALLBACK, async () => ({}))
  })
  t.teardown(() => app.close())
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const deliver = delivererTo(url)
  return { url, webhookStatus: async (bytes = 5_000) => (await deliver(webhookOf(bytes))).status }
}

const webhookOf = (bytes: number) => JSON.stringify({ events: [], padding: 'x'.repeat(bytes) })

const BODY = webhookOf(20_000)
const OVER = { 'content-length': 64 * 1024 * 1024 }
const ENDINGS: Record<string, (string | Uint8Array)[]> = {
  'a whole webhook': [signed(BODY, { connection: 'close' })],
  'one of HTTP/1.0': [signed(BODY).replace('HTTP/1.1', 'HTTP/1.0')],
  'a chunked one': [
    signed(BODY, { 'content-length': null, 'transfer-encoding': 'chunked', connection: 'close' }).replace(
      BODY,
      `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`
    )
  ],
  'one that expects 100-continue': [signed(BODY, { expect: '100-continue', connection: 'close' })],
  'a wrong signature': [head({ 'content-length': HALF.length, connection: 'close' }), HALF],
  'no signature': [head({ ...OVER, 'x-line-signature': null }), HALF],
  'a length over the limit': [head(OVER), HALF],
  'too many chunks': [
    head({ 'transfer-encoding': 'chunked' }),
    `${(1024 * 1024 + 1).toString(16)}\r\n`,
    Buffer.alloc(1024 * 1024 + 1)
  ],
  'small chunks': [
    head({ 'transfer-encoding': 'chunked', connection: 'close' }),
    `${'1\r\nx\r\n'.repeat(100)}0\r\n\r\n`
  ],
  'another type': [signed(BODY, { 'content-type': 'text/plain', connection: 'close' })],
  'another method': [head(OVER, `PUT ${CALLBACK} HTTP/1.1`), HALF],
  'half a body, then silence': [head({ 'content-length': 2 * HALF.length }), HALF],
  'a malformed chunk': [head({ 'transfer-encoding': 'chunked' }), `4e20\r\n${HALF}\r\nXYZ\r\n`],
  'pipelined webhooks': [signed(BODY), signed(BODY), signed(BODY, { connection: 'close' })],
  'a webhook before half a body': [signed(BODY), head({ 'content-length': 2 * HALF.length }), HALF]
}

t.test('memory is released however a request ends', async (t) => {
  const endings = Object.entries(ENDINGS).map(async ([ending, parts]) => {
    const { url, webhookStatus } = await startPlugin(t, 500)
    // Ten would be twice the limit, if they were kept.
    for (let i = 0; i < 10; i++) await exchange(t, url, ...parts)
    t.equal(await webhookStatus(), 200, ending)
  })
  await Promise.all(endings)
  for (const method of ['resetAndDestroy', 'destroy', 'end'] as const) {
    for (const before of ['', signed('{"events":[]}')]) {
      const { url, webhookStatus } = await startPlugin(t)
      const held = await holdHalves(t, url, 7, before)
      await until(async () => (await webhookStatus()) === 503)
      for (const { socket } of held) socket[method]()
      await until(async () => (await webhookStatus()) === 200)
      t.pass(`half a body, then ${method}${before && ', after another request'}`)
    }
  }
})

t.test('above the limit, new bodies get 503, and small ones are accepted', async (t) => {
  const { url, webhookStatus } = await startPlugin(t)
  await holdHalves(t, url, 7)
  await until(async () => (await webhookStatus()) === 503)
  t.equal(await webhookStatus(1_000), 200)
})

t.test('what is announced and not sent does not count', async (t) => {
  const { url, webhookStatus } = await startPlugin(t)
  for (let i = 0; i < 100; i++) (await dial(t, url)).socket.write(head({ 'content-length': 1024 * 1024 }))
  t.equal(await webhookStatus(), 200)
})

t.test('above twice the limit, bodies that are arriving get 503, too', async (t) => {
  const { url } = await startPlugin(t)
  const announced = await Promise.all(Array.from({ length: 20 }, () => dial(t, url)))
  for (const { socket } of announced) socket.write(head({ 'content-length': 2 * HALF.length }))
  await Promise.all(announced.map(({ socket }) => new Promise((done) => socket.write(HALF, done))))
  const refused = () => announced.filter(({ received }) => received().startsWith('HTTP/1.1 503 '))
  await until(() => refused().length > 0)
  t.ok(refused().length < 20, `${refused().length} of 20`)
})

t.test('chunks of one byte count for what they cost', async (t) => {
  const { url } = await startPlugin(t)
  const answer = await exchange(t, url, head({ 'transfer-encoding': 'chunked' }), '1\r\nx\r\n'.repeat(1_000))
  t.match(answer, /^HTTP\/1.1 503 /)
})

/** Requests of which half the body has been sent. */
async function holdHalves(t: Test, url: string, count: number, before = '') {
  const connections = await Promise.all(Array.from({ length: count }, () => dial(t, url)))
  for (const { socket } of connections) {
    socket.write(
      `${before}${head({ 'content-length': 2 * HALF.length, 'x-line-signature': FALSE_SIGNATURE })}`
    )
    socket.write(HALF)
  }
  return connections
}
