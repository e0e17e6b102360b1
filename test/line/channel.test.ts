import type { RequestListener } from 'node:http'
import t, { type Test } from 'tap'
import { createChannel } from '../../src/line/channel.ts'
import { createFixedToken } from '../../src/line/fixed-token.ts'
import { freePort, startLine } from '../helper.ts'
import { startServer } from './servers.ts'

const accessToken = createFixedToken('access-token')

const startOdd = async (t: Test, listener: RequestListener) => (await startServer(t, listener)).url

t.test('knows who the bot is, how late it is, and where its webhooks go', async (t) => {
  const line = await startLine(t, { webhookUrl: 'https://bot.example/callback' })
  const channel = createChannel({ baseUrl: line.url, accessToken })
  const { profile, clockSkew } = await channel.bot()
  t.match(profile, { displayName: 'Echo bot', basicId: '@echobot' })
  t.ok(Math.abs(clockSkew ?? Number.NaN) < 5_000, `${clockSkew} ms`)
  t.same(await channel.webhook(), { endpoint: 'https://bot.example/callback', active: true })
  t.match(await channel.testWebhook(), { success: false, reason: 'COULD_NOT_CONNECT' })
  await channel.setWebhook('https://other.example/callback')
  t.equal(line.settings.webhookUrl, 'https://other.example/callback')
  line.settings.webhookUrl = ''
  t.equal(await channel.webhook(), undefined, 'or that there is none')
})

t.test('says how LINE refused, and in which words', async (t) => {
  const line = await startLine(t)
  const channel = createChannel({ baseUrl: line.url, accessToken: createFixedToken('wrong') })
  await t.rejects(channel.bot(), { name: 'ChannelError', status: 401, message: /^Authentication failed/ })
  await t.rejects(channel.webhook(), { name: 'ChannelError', status: 401 })
})

t.test('says that there was no answer, and why', async (t) => {
  const baseUrl = `http://127.0.0.1:${await freePort()}`
  await t.rejects(createChannel({ baseUrl, accessToken }).bot(), {
    name: 'ChannelError',
    status: undefined,
    message: 'ECONNREFUSED'
  })
  const silent = createChannel({ baseUrl: await startOdd(t, () => {}), accessToken, timeoutMs: 50 })
  await t.rejects(silent.bot(), { status: undefined, message: 'no answer in time' })
})

t.test('copes with what is not LINE', async (t) => {
  const broken = await startOdd(t, (_, response) => response.writeHead(502).end('<html>Bad Gateway</html>'))
  await t.rejects(createChannel({ baseUrl: broken, accessToken }).bot(), {
    status: 502,
    message: /502/
  })
  const timeless = await startOdd(t, (_, response) => {
    response.sendDate = false
    response.setHeader('content-type', 'application/json').end('{"displayName":"x","basicId":"@x"}')
  })
  const { clockSkew } = await createChannel({ baseUrl: timeless, accessToken }).bot()
  t.equal(clockSkew, undefined)
})

t.test('asks below the path of the base URL', async (t) => {
  const paths: (string | undefined)[] = []
  const url = await startOdd(t, (request, response) => {
    paths.push(`${request.method} ${request.url}`)
    response.end(
      '{"displayName":"x","basicId":"@x","endpoint":"https://a","active":true,"success":true,"reason":"OK"}'
    )
  })
  for (const base of ['/line', '/line/']) {
    const channel = createChannel({ baseUrl: url + base, accessToken })
    await channel.bot()
    await channel.webhook()
    await channel.setWebhook('https://a')
    await channel.testWebhook()
  }
  const asked = [
    'GET /line/v2/bot/info',
    'GET /line/v2/bot/channel/webhook/endpoint',
    'PUT /line/v2/bot/channel/webhook/endpoint',
    'POST /line/v2/bot/channel/webhook/test'
  ]
  t.same(paths, [...asked, ...asked])
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
    const channel = createChannel({ baseUrl: url, accessToken })
    const error = { name: 'ChannelError', status: 200, message: /not the Messaging API/ }
    await t.rejects(channel.bot(), error, body)
    await t.rejects(channel.webhook(), error, body)
    await t.rejects(channel.testWebhook(), error, body)
    for (const status of [404, 403, 500]) {
      const refusing = await startOdd(t, (_, response) => response.writeHead(status).end(body))
      await t.rejects(createChannel({ baseUrl: refusing, accessToken }).bot(), {
        name: 'ChannelError',
        status,
        message: `HTTP ${status}, without a word of LINE's`
      })
    }
  }
  const odd = await startOdd(t, (_, response) =>
    response.end('{"displayName":"x","basicId":"@x","pictureUrl":{}}')
  )
  t.same((await createChannel({ baseUrl: odd, accessToken }).bot()).profile, {
    displayName: 'x',
    basicId: '@x'
  })
})

t.test('LINE’s words come with a 403: it may be the address that LINE does not allow', async (t) => {
  const message = 'Access to this API is not available from this IP address.'
  const url = await startOdd(t, (_, response) => response.writeHead(403).end(JSON.stringify({ message })))
  await t.rejects(createChannel({ baseUrl: url, accessToken }).bot(), { status: 403, message })
})

t.test('follows no redirect', async (t) => {
  const url = await startOdd(t, (request, response) =>
    request.url === '/login'
      ? response.end('{"displayName":"x","basicId":"@x"}')
      : response.writeHead(302, { location: '/login' }).end()
  )
  await t.rejects(createChannel({ baseUrl: url, accessToken }).bot(), { name: 'ChannelError', status: 302 })
})

t.test('a fault of ours is thrown as it is', async (t) => {
  const fault = new TypeError('ours')
  const broken = { ...accessToken, get: () => Promise.reject(fault) }
  await t.rejects(createChannel({ baseUrl: 'http://127.0.0.1:1', accessToken: broken }).bot(), fault)
})
