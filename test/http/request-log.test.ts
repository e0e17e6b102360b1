import t, { type Test } from 'tap'
import { CALLBACK, type LogRecord, matches, spawnBot, startBot, startLine, until } from '../helper.ts'
import { createPlainApp } from '../plain-bot/handlers.ts'
import { dial, exchange, get } from '../wire.ts'

async function start(t: Test, environment = {}) {
  const bot = await startBot(t, await startLine(t), environment)
  const lines = () => bot.log.filter(({ statusCode }) => statusCode !== undefined)
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(bot.url + path, init).then((response) => response.text())
  return { ...bot, lines, ask }
}

t.test('many refusals of a kind are logged as a number, and hide none of another kind', async (t) => {
  const { app, lines, ask } = await start(t)
  await Promise.all(Array.from({ length: 200 }, (_, i) => ask(`/nothing-${i}`)))
  await ask(CALLBACK)
  const summaries = () => lines().filter(({ more }) => more !== undefined)
  const single = () => lines().filter(({ statusCode, more }) => statusCode === 404 && more === undefined)
  const counted = () => summaries().reduce((sum, { more }) => sum + Number(more), single().length)
  await until(() => counted() >= 200)
  t.equal(counted(), 200)
  t.ok(single().length < 100, `${single().length} lines`)
  matches(t, summaries()[0], { level: 'info', statusCode: 404, more: Number })
  t.equal(lines().filter(({ code }) => code === 'LINE_ERR_METHOD').length, 1)

  await Promise.all(Array.from({ length: 20 }, () => ask('/', { method: 'DELETE' })))
  const before = summaries().length
  await app.close()
  t.equal(summaries().length, before + 1, 'what was counted is logged on shutdown')
})

t.test('a bug is 500 and an error in the log, with its stack, which the answer does not show', async (t) => {
  const { url, log } = await startBot(t, await startLine(t), {}, async (options) => {
    const app = await createPlainApp(options)
    app.get('/bug', async () => {
      JSON.parse('{')
    })
    return app
  })
  const response = await fetch(`${url}/bug`)
  t.equal(response.status, 500)
  t.notMatch(await response.text(), /\.test\.ts/)
  matches(t, log.at(-1), {
    level: 'error',
    statusCode: 500,
    path: '/bug',
    err: { stack: /request-log\.test\.ts/ }
  })
})

t.test('a fit x-request-id is the id in the log, and an unfit one is replaced', async (t) => {
  const { lines, ask } = await start(t)
  const idOf = async (id: string) => {
    await ask('/nothing', { headers: { 'x-request-id': id } })
    return lines().at(-1)?.reqId
  }
  const fit = ['8c570fa6-dd20-4bb3-a8f1-c1eac23a96d8', 'x'.repeat(8), 'x'.repeat(200)]
  for (const id of fit) t.equal(await idOf(id), id)
  for (const id of [
    '',
    'x'.repeat(7),
    'x'.repeat(201),
    'my secret words',
    '"}{"level":"fatal"',
    'é'.repeat(9)
  ]) {
    t.match(await idOf(id), /^req-[\w-]{4}-\d+$/, id)
  }
})

t.test('of X-Forwarded-For, only the address that the nearest proxy added is trusted', async (t) => {
  const { lines, ask } = await start(t)
  const ipOf = async (forwarded: string) => {
    await ask('/nothing', { headers: { 'x-forwarded-for': forwarded } })
    return lines().at(-1)?.ip
  }
  t.equal(await ipOf('192.0.2.7'), '192.0.2.7')
  t.equal(await ipOf('10.0.0.1, 127.0.0.1, 192.0.2.7'), '192.0.2.7')
  t.equal(await ipOf('192.0.2.7, my secret words'), undefined, 'and only if it is an address')
})

t.test('the log contains nothing of malformed requests, at any level', async (t) => {
  const { url, log } = await start(t, { LOG_LEVEL: 'trace' })
  const host = 'Host: x\r\nConnection: close\r\n'
  const requests: Record<string, RegExp> = {
    [`POST / HTTP/1.1\r\n${host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nPRIVATE`]: /^HTTP\/1.1 400 /,
    'PRIVATE\r\n\r\n': /^HTTP\/1.1 400 /,
    '\x16\x03\x01\x02\x00\x01PRIVATE': /^HTTP\/1.1 400 /,
    'PRI * HTTP/2.0\r\n\r\nPRIVATE\r\n\r\n': /^HTTP\/1.1 400 /,
    'GET / HTTP/1.1\r\nX: PRIVATE\r\n\r\n': /^HTTP\/1.1 400 /, // no Host
    [`GET / HTTP/1.1\r\n${host}X: ${'PRIVATE'.repeat(10_000)}\r\n\r\n`]: /^HTTP\/1.1 431 /,
    [`GET /%zz?PRIVATE HTTP/1.1\r\n${host}\r\n`]: /^HTTP\/1.1 400 /,
    [`GET /x?PRIVATE HTTP/1.1\r\n${host}Upgrade: PRIVATE\r\n\r\n`]: /^HTTP\/1.1 404 /,
    [`POST /x HTTP/1.1\r\n${host}Expect: PRIVATE\r\n\r\n`]: /^HTTP\/1.1 417 /,
    [`PROPFIND /x?PRIVATE HTTP/1.1\r\n${host}\r\n`]: /^HTTP\/1.1 404 /,
    'CONNECT PRIVATE:443 HTTP/1.1\r\nHost: x\r\n\r\n': /^$/
  }
  for (const [bytes, answer] of Object.entries(requests)) {
    matches(t, await exchange(t, url, bytes), answer, JSON.stringify(bytes.slice(0, 60)))
  }
  const text = JSON.stringify(log)
  t.notMatch(text, /PRIVATE/)
  t.notMatch(text, JSON.stringify([...Buffer.from('PRIVATE')]).slice(1, -1), 'nor its bytes as numbers')
  const long = (record: LogRecord) => JSON.stringify(record).length > 600
  t.same(log.filter(long), [])
})

t.test('a connection is kept for longer than the 90 s of Heroku’s router, for 100 requests', async (t) => {
  const { url } = await start(t)
  const { socket, received } = await dial(t, url)
  socket.write(get('/health'))
  await until(() => received().endsWith('}'))
  t.match(received(), /^keep-alive: timeout=95, max=100\r\n/im)
  socket.write(get('/health').repeat(99))
  const bodies = () => received().split('{"status":"ok"}').length - 1
  await until(() => bodies() === 100)
  t.equal(received().match(/^connection: close\r\n/gim)?.length, 1, 'the last answer ends it')
})

t.test('LOG_LEVEL applies to refused requests, too', async (t) => {
  const { url, log } = await start(t, { LOG_LEVEL: 'error' })
  await fetch(`${url}/echobot/callback/`)
  await fetch(`${url}/nothing`)
  t.same(log, [])
})

t.test('no two processes give a request the same id', async (t) => {
  const line = await startLine(t)
  const ids: unknown[] = []
  for (let i = 0; i < 2; i++) {
    const bot = await spawnBot(t, line)
    await fetch(`${bot.url}/absent`)
    await bot.says('refused: no such page')
    ids.push(bot.log().find(({ msg }) => msg === 'refused: no such page')?.reqId)
    bot.child.kill()
  }
  t.equal(new Set(ids).size, 2, String(ids))
})
