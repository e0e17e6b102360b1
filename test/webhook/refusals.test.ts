import t from 'tap'
import { CALLBACK, startLineAndBot, until } from '../helper.ts'
import { dial, exchange, FALSE_SIGNATURE, get, head, signed } from '../wire.ts'

const MIB = 1024 * 1024

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
    { 'content-length': 100, 'content-type': 'x' }
  ]
  for (const [reason, signatures] of Object.entries(cases)) {
    for (const signature of signatures) {
      for (const length of lengths) {
        const { socket, received, closed } = await dial(t, url)
        socket.write(head({ 'x-line-signature': signature, ...length }))
        await until(() => received().includes('}'))
        t.match(received(), /^HTTP\/1.1 403 /, 'though none of the body has arrived')
        socket.destroy()
        await closed
      }
    }
    const lines = log.filter(({ statusCode }) => statusCode === 403)
    t.ok(lines.some((line) => line.reason === reason))
  }
})

t.test('a client that is still sending its body can read why it was refused', async (t) => {
  const { deliver } = await startLineAndBot(t)
  const big = Buffer.alloc(8 * MIB, ' ')
  for (let i = 0; i < 5; i++) {
    t.equal((await deliver(big, { signature: null })).status, 403)
    t.equal((await deliver(big)).status, 413)
    t.equal((await deliver(big, { path: '/x' })).status, 404)
    t.equal((await deliver(big, { method: 'PUT' })).status, 400)
  }
})

t.test('the order of the reasons is: the method, the signature, the length, the type', async (t) => {
  const { url, deliver } = await startLineAndBot(t)
  const over = { 'content-length': 2 * MIB }
  const statusOf = async (bytes: string) => {
    const { socket, statuses } = await dial(t, url)
    socket.write(bytes)
    await until(() => statuses().length > 0)
    socket.destroy()
    return statuses()
  }
  t.same(await statusOf(head({ ...over, 'x-line-signature': null }, `PUT ${CALLBACK} HTTP/1.1`)), [400])
  t.same(await statusOf(head({ ...over, 'x-line-signature': null, 'content-type': 'x' })), [403])
  t.same(await statusOf(head({ ...over, 'content-type': 'x' })), [413])
  for (const type of ['x', 'text/plain', 'a/b/c', 'application/jsonp', '']) {
    const { status } = await deliver('{}', { secret: 'another', headers: { 'content-type': type } })
    t.equal(status, 403, `${type}, not signed`)
    t.equal((await deliver('{}', { headers: { 'content-type': type } })).status, 415, `${type}, signed`)
  }
})

t.test('a body over the limit is 413, announced or not', async (t) => {
  const { url } = await startLineAndBot(t)
  for (const length of [2 * MIB, 10_000 * MIB, '9007199254740993']) {
    const { socket, statuses } = await dial(t, url)
    socket.write(head({ 'content-length': length }))
    await until(() => statuses().length > 0)
    t.same(statuses(), [413])
  }
  const chunks = `100000\r\n${'x'.repeat(MIB)}\r\n1\r\nx\r\n`
  t.match(await exchange(t, url, head({ 'transfer-encoding': 'chunked' }), chunks), /^HTTP\/1.1 413 /)
})

t.test('a client that waits for 100-continue is asked for its body', async (t) => {
  const { url } = await startLineAndBot(t)
  const { socket, received, statuses } = await dial(t, url)
  const expecting = { expect: '100-continue', 'content-length': 13 }
  const [top, body] = signed('{"events":[]}', expecting).split('\r\n\r\n') as [string, string]
  socket.write(`${top}\r\n\r\n`)
  await until(() => received() !== '')
  t.equal(received(), 'HTTP/1.1 100 Continue\r\n\r\n')
  socket.write(body)
  await until(() => statuses().length === 2)
  t.same(statuses(), [100, 200])
})

t.test('requests that come at once on one connection are all answered, in their order', async (t) => {
  const { url } = await startLineAndBot(t)
  const { socket, statuses, received } = await dial(t, url)
  const body = '{"events":[]}'
  const requests = [
    get('/health'),
    signed(body),
    get('/nope'),
    get('/', 'HEAD'),
    signed(body),
    get('/health')
  ]
  socket.write(requests.join(''))
  await until(() => statuses().length === requests.length)
  t.same(statuses(), [200, 200, 404, 200, 200, 200])
  t.match(received(), /{"status":"ok"}$/)
})

t.test('at the webhook, every method but POST is 400, with Allow: POST', async (t) => {
  const { url, app } = await startLineAndBot(t)
  for (const path of [CALLBACK, '/echobot/callback', `${CALLBACK}?a=1`]) {
    for (const method of app.supportedMethods.filter((method) => method !== 'POST')) {
      const request = `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`
      t.match(await exchange(t, url, request), /^HTTP\/1.1 400 .*^allow: POST\r\n/ims, `${method} ${path}`)
    }
  }
})

t.test('the page and its facts can be switched off', async (t) => {
  const { url } = await startLineAndBot(t, { STATUS_PAGE: 'false' })
  for (const path of ['/', '/status', '/site.css', '/site.js']) {
    t.equal((await fetch(url + path)).status, 404, path)
  }
  t.equal((await fetch(`${url}/health`)).status, 200)
})
