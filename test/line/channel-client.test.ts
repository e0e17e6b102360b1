import type { RequestListener } from 'node:http'
import t, { type Test } from 'tap'
import { createLongLivedToken } from '../../src/line/access-token.ts'
import { createChannelClient } from '../../src/line/channel-client.ts'
import { answerOf, LineError } from '../../src/line/errors.ts'
import { createSdk } from '../../src/line/sdk.ts'
import { freePort, matches, startLine } from '../helper.ts'
import { startServer } from './servers.ts'

/** A client whose LINE is at this address. */
const channelAt = (baseUrl: string, accessToken = createLongLivedToken('access-token'), timeoutMs = 60_000) =>
  createChannelClient({ sdkFor: createSdk(baseUrl), accessToken, timeoutMs })

const startOdd = async (t: Test, listener: RequestListener) => (await startServer(t, listener)).url

t.test('knows who the bot is, how late it is, and where its webhooks go', async (t) => {
  const line = await startLine(t, { webhook: 'https://bot.example/callback' })
  const channel = channelAt(line.url)
  const { profile, clockSkewMs } = await channel.bot()
  matches(t, profile, { displayName: 'Echo bot', basicId: '@echobot' })
  t.ok(Math.abs(clockSkewMs ?? Number.NaN) < 30_000, `${clockSkewMs} ms`)
  t.same(await channel.webhook(), { endpoint: 'https://bot.example/callback', active: true })
  matches(t, await channel.testWebhook('https://bot.example/callback'), {
    success: false,
    reason: 'COULD_NOT_CONNECT'
  })
  await channel.setWebhook('https://other.example/callback')
  t.equal(line.settings.webhookUrl, 'https://other.example/callback')
  line.settings.webhookUrl = ''
  t.equal(await channel.webhook(), undefined, 'or that there is none')
})

t.test('says how LINE refused, and in which words', async (t) => {
  const line = await startLine(t)
  const channel = channelAt(line.url, createLongLivedToken('wrong'))
  await t.rejects(channel.bot(), { name: 'LineError', status: 401, message: /^Authentication failed/ })
  await t.rejects(channel.webhook(), { name: 'LineError', status: 401 })
})

t.test('says that there was no answer, and why', async (t) => {
  const baseUrl = `http://127.0.0.1:${await freePort()}`
  await t.rejects(channelAt(baseUrl).bot(), {
    name: 'LineError',
    status: undefined,
    message: 'ECONNREFUSED'
  })
  const silent = channelAt(await startOdd(t, () => {}), undefined, 50)
  await t.rejects(silent.bot(), { status: undefined, message: 'no answer in time' })
})

t.test('copes with what is not LINE', async (t) => {
  const broken = await startOdd(t, (_, response) => response.writeHead(502).end('<html>Bad Gateway</html>'))
  await t.rejects(channelAt(broken).bot(), {
    status: 502,
    message: /502/
  })
  const timeless = await startOdd(t, (_, response) => {
    response.sendDate = false
    response.setHeader('content-type', 'application/json').end('{"displayName":"x","basicId":"@x"}')
  })
  const { clockSkewMs } = await channelAt(timeless).bot()
  t.equal(clockSkewMs, undefined)
})

t.test('whatever JSON comes instead, it is an error of its own and no fault', async (t) => {
  for (const body of [
    'null',
    '[]',
    '7',
    '"a"',
    '{}',
    '',
    '{"displayName":1,"basicId":[]}',
    '{"endpoint":null}'
  ]) {
    const url = await startOdd(t, (_, response) => response.end(body))
    const channel = channelAt(url)
    const error = { name: 'LineError', status: 200, message: /not from the Messaging API/ }
    await t.rejects(channel.bot(), error, body)
    await t.rejects(channel.webhook(), error, body)
    await t.rejects(channel.testWebhook('https://bot.example/callback'), error, body)
    for (const status of [404, 403, 500]) {
      const refusing = await startOdd(t, (_, response) => response.writeHead(status).end(body))
      await t.rejects(channelAt(refusing).bot(), {
        name: 'LineError',
        status,
        message: `HTTP ${status} without a message`
      })
    }
  }
  const odd = await startOdd(t, (_, response) =>
    response.end('{"displayName":"x","basicId":"@x","pictureUrl":{}}')
  )
  t.same((await channelAt(odd).bot()).profile, { displayName: 'x', basicId: '@x' })
})

t.test('LINE’s words come with a 403: it may be the address that LINE does not allow', async (t) => {
  const message = 'Access to this API is not available from this IP address.'
  const url = await startOdd(t, (_, response) => response.writeHead(403).end(JSON.stringify({ message })))
  await t.rejects(channelAt(url).bot(), { status: 403, message })
})

t.test('a redirect to a login page is not the Messaging API', async (t) => {
  const url = await startOdd(t, (request, response) =>
    request.url === '/login'
      ? response.end('<html>Log in</html>')
      : response.writeHead(302, { location: '/login' }).end()
  )
  await t.rejects(channelAt(url).bot(), {
    name: 'LineError',
    status: 200,
    message: /not from the Messaging API/
  })
})

t.test('an answer that echoes the access token is reported without it', async (t) => {
  const url = await startOdd(t, ({ headers }, response) =>
    response.writeHead(401).end(JSON.stringify({ message: `bad: ${headers.authorization}` }))
  )
  await t.rejects(channelAt(url).bot(), { status: 401, message: /^bad: Bearer …$/ })
})

t.test('an error of LINE can be a value; a programming error cannot', async (t) => {
  t.equal(await answerOf(Promise.resolve('yes')), 'yes')
  const refused = new LineError('no', { status: 403 })
  t.equal(await answerOf(Promise.reject(refused)), refused)
  await t.rejects(answerOf(Promise.reject(new TypeError('a bug'))), { message: 'a bug' })
})

t.test('a fault of ours is thrown as it is', async (t) => {
  const fault = new TypeError('ours')
  const broken = { ...createLongLivedToken('access-token'), get: () => Promise.reject(fault) }
  await t.rejects(channelAt('http://127.0.0.1:1', broken).bot(), fault)
})

t.test('asks once more after a 401, with the next access token, and after no other error', async (t) => {
  for (const [status, tokens] of [
    [401, ['Bearer first', 'Bearer second']],
    [403, ['Bearer first']],
    [500, ['Bearer first']]
  ] as const) {
    const used: unknown[] = []
    const url = await startOdd(t, (request, response) => {
      used.push(request.headers.authorization)
      response.writeHead(status).end('{}')
    })
    let token = 'first'
    const accessToken = {
      ...createLongLivedToken(''),
      get: async () => token,
      invalidate: () => {
        token = 'second'
        return true
      }
    }
    await t.rejects(channelAt(url, accessToken).bot(), { name: 'LineError', status })
    t.same(used, tokens, String(status))
  }
})
