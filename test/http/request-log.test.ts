import { connect } from 'node:net'
import { text as textOf } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import { startBot, startLine, until } from '../helper.ts'

const HOST = '\r\nHost: x\r\n\r\n'

/** What comes back for these bytes, until the bot closes the connection. */
async function send(url: string, bytes: string) {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.end(bytes)
  return textOf(socket)
}

async function start(t: Test) {
  const bot = await startBot(t, await startLine(t))
  const refused = () => bot.log.filter(({ statusCode }) => statusCode !== undefined)
  return { ...bot, refused }
}

t.test('a request that reaches no route has an answer, and a line of its own in the log', async (t) => {
  const { url, refused, log } = await start(t)
  const cases = [
    [`GET / HTTP/1.1\r\n\r\n`, 400, { code: 'HTTP_ERR_NO_HOST', method: 'GET', path: '/', ip: '127.0.0.1' }],
    [
      `POST /a?b HTTP/1.1\r\nHost: x\r\nExpect: x\r\nContent-Length: 1\r\n\r\nx`,
      417,
      { code: 'HTTP_ERR_EXPECTATION', method: 'POST', path: '/a' }
    ],
    [`CONNECT example:443 HTTP/1.1${HOST}`, 405, { code: 'HTTP_ERR_METHOD', method: 'CONNECT' }],
    [`CONNECT / HTTP/1.1${HOST}`, 405, { code: 'HTTP_ERR_METHOD', method: 'CONNECT' }],
    [`PLAY / RTSP/1.0${HOST}`, 405, { code: 'HTTP_ERR_METHOD', method: 'PLAY' }],
    [`DESCRIBE /echobot/callback/ RTSP/1.0${HOST}`, 400, { code: 'LINE_ERR_METHOD', method: 'DESCRIBE' }],
    [`SOURCE / ICE/1.0${HOST}`, 405, { method: 'SOURCE' }],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, { code: 'HPE_PAUSED_H2_UPGRADE' }],
    [`PRI / HTTP/1.1${HOST}`, 400, { code: 'HPE_INVALID_VERSION' }],
    ['\x16\x03\x01\x02\x00\x01\x00', 400, { code: 'HPE_INVALID_METHOD' }],
    [`GET /%zz HTTP/1.1${HOST}`, 400, { code: 'FST_ERR_BAD_URL', path: '/%zz' }]
  ] as const
  for (const [i, [bytes, statusCode, facts]] of cases.entries()) {
    t.match(await send(url, bytes), new RegExp(`^HTTP/1.1 ${statusCode} `), bytes)
    t.match(refused()[i], { statusCode, msg: /^refused: /, ...facts }, bytes)
  }
  t.equal(refused().length, cases.length)
  t.notMatch(JSON.stringify(log), /bug|──/, 'Fastify does not take them for its own fault')
})

t.test('a request without a Host is one of HTTP/1.0', async (t) => {
  const { url, refused } = await start(t)
  t.match(await send(url, 'GET /health HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 200 .*{"status":"ok"}$/s)
  t.same(refused(), [])
})

t.test('many refusals of a kind are a number, once a second, and hide none of another kind', async (t) => {
  const { url, app, refused } = await start(t)
  const ask = (path: string, method = 'GET') => fetch(url + path, { method }).then((answer) => answer.text())
  await Promise.all(Array.from({ length: 200 }, (_, i) => ask(`/nothing-${i}`)))
  await ask('/echobot/callback/')
  const summed = () => refused().filter(({ more }) => more !== undefined)
  const single = () => refused().filter(({ statusCode, more }) => statusCode === 404 && more === undefined)
  const counted = () => summed().reduce((sum, { more }) => sum + Number(more), single().length)
  await until(() => counted() >= 200)
  t.equal(counted(), 200, 'each is counted, once')
  t.ok(single().length < 100, `${single().length} lines`)
  t.match(summed()[0], { level: 'info', msg: /^refused \d+ more requests in the last second$/ })
  t.equal(refused().filter(({ code }) => code === 'LINE_ERR_METHOD').length, 1)

  await Promise.all(Array.from({ length: 20 }, () => ask('/', 'DELETE')))
  const before = summed().length
  await app.close()
  t.equal(summed().length, before + 1, 'what was counted is said when the bot stops')
})
