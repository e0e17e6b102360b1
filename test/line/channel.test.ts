import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { createFixedToken } from '../../src/line/access-token.ts'
import { createChannel } from '../../src/line/channel.ts'
import { freePort, startLine } from '../helper.ts'

const accessToken = createFixedToken('access-token')

/** Something that answers in LINE's place. */
async function startOdd(t: Test, listener: RequestListener) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  t.teardown(() => server.closeAllConnections())
  t.teardown(() => server.close())
  await new Promise((resolve) => server.once('listening', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

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
  const silent = createChannel({ baseUrl: await startOdd(t, () => {}), accessToken, limit: 50 })
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
    response.setHeader('content-type', 'application/json').end('{"displayName":"x"}')
  })
  const { clockSkew } = await createChannel({ baseUrl: timeless, accessToken }).bot()
  t.equal(clockSkew, undefined)
})
