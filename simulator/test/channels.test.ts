import t from 'tap'
import { startBot } from './support/echo-bot.ts'
import { startLine } from './support/line.ts'
import { matches } from './support/matches.ts'

const bearer = ({ channelAccessToken }: { channelAccessToken: string }) => ({
  headers: { authorization: `Bearer ${channelAccessToken}` }
})
async function json(asking: Promise<Response>) {
  const response = await asking
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

t.test('several channels: each has its own credentials, webhook, people and messages', async (t) => {
  const line = await startLine(t, { channels: [{ channelAccessToken: 'of the second' }] })
  const second = line.channel('2000000002')
  await startBot(t, line)
  await startBot(t, second, { answers: () => [{ type: 'text', text: 'I am the second' }] })

  t.not(second.channelSecret, line.channelSecret)
  matches(t, await line.say('hi'), { delivery: { status: 200 }, replies: [{ text: 'hi' }] })
  matches(t, await second.say('hi'), { delivery: { status: 200 }, replies: [{ text: 'I am the second' }] })
  t.equal(line.webhooks().length, 1)
  t.equal(second.webhooks().length, 1)
  t.not(line.people.bot.userId, second.people.bot.userId)
  t.throws(() => line.channel('3'), { message: /unknown channel 3: the channels are 2000000001, 2000000002/ })
  await t.rejects(line.addChannel({ channelId: '2000000001' }), /give each channel its own channelId/)
})

t.test('a call is for the channel whose token it has, whatever the address', async (t) => {
  const line = await startLine(t)
  const second = await line.addChannel()
  const idOf = async (url: string, token: { channelAccessToken: string }) =>
    (await json(fetch(`${url}/v2/bot/info`, bearer(token)))).body.userId
  t.equal(await idOf(line.url, line), line.people.bot.userId)
  t.equal(await idOf(line.url, second), second.people.bot.userId)
  t.equal(await idOf(second.url, second), second.people.bot.userId)
  t.equal((await fetch(`${second.url}/v2/bot/info`, bearer(line))).status, 401)
  t.equal((await fetch(`${line.url}/channels/7/v2/bot/info`, bearer(line))).status, 404)
})

t.test('a token is issued, verified and revoked by the channel whose id or token it is', async (t) => {
  const line = await startLine(t)
  const second = await line.addChannel()
  const form = (path: string, fields: Record<string, string>) =>
    json(fetch(`${line.url}${path}`, { method: 'POST', body: new URLSearchParams(fields) }))
  const issue = (channelId: string, secret: string) =>
    form('/v2/oauth/accessToken', {
      grant_type: 'client_credentials',
      client_id: channelId,
      client_secret: secret
    })
  const { body } = await issue(second.channelId, second.channelSecret)
  matches(t, body, { access_token: String, expires_in: 2_592_000 })
  t.equal((await issue(line.channelId, second.channelSecret)).status, 400)
  const access_token = String(body.access_token)
  matches(t, await form('/v2/oauth/verify', { access_token }), {
    status: 200,
    body: { client_id: second.channelId }
  })
  t.equal((await fetch(`${line.url}/v2/bot/info`, bearer({ channelAccessToken: access_token }))).status, 200)
  await fetch(`${line.url}/v2/oauth/revoke`, { method: 'POST', body: new URLSearchParams({ access_token }) })
  t.equal((await fetch(`${line.url}/v2/bot/info`, bearer({ channelAccessToken: access_token }))).status, 401)
})

t.test('each channel has a page and a control API of its own', async (t) => {
  const line = await startLine(t)
  const headers = { 'content-type': 'application/json' }
  const added = await json(
    fetch(`${line.url}/simulator/channels`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ channelId: '42', webhook: 'http://127.0.0.1:1/' })
    })
  )
  matches(t, added, {
    status: 201,
    body: {
      channelId: '42',
      path: '/channels/42/',
      webhookUrl: 'http://127.0.0.1:1/',
      channelSecret: /^[0-9a-f]{32}$/,
      channelAccessToken: String
    }
  })
  const known = await (await fetch(`${line.url}/simulator/channels`)).json()
  matches(t, known, [
    { channelId: '2000000001', path: '/' },
    { channelId: '42', path: '/channels/42/' }
  ])
  t.notMatch(JSON.stringify(known), /channelSecret|channelAccessToken/)

  const page = await fetch(`${line.url}/channels/42`)
  t.equal(page.url, `${line.url}/channels/42/`, 'with a slash, so that its addresses are relative to it')
  t.match(page.headers.get('content-type'), 'text/html')
  const settings = await json(fetch(`${line.url}/channels/42/simulator/settings`))
  matches(t, settings.body, { channelId: '42', webhookUrl: 'http://127.0.0.1:1/' })

  const twice = await json(
    fetch(`${line.url}/simulator/channels`, { method: 'POST', headers, body: '{"channelId":"42"}' })
  )
  matches(t, twice, { status: 400, body: { message: /channel 42 already exists/ } })
})

t.test('over HTTP: the clock, and a reset', async (t) => {
  const line = await startLine(t)
  const control = (method: string, path: string, body?: object) =>
    json(
      fetch(`${line.url}/simulator/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) })
      })
    )
  const { now } = (await control('GET', 'clock')).body as { now: number }
  t.ok(Math.abs(now - Date.now()) < 10_000)
  const later = (await control('PUT', 'clock', { advanceMs: 61_000 })).body as { now: number }
  t.ok(later.now - now >= 61_000)
  matches(t, await control('PUT', 'clock', { now: 1 }), { status: 400, body: { message: /advanceMs/ } })

  await control('PUT', 'faults', { status: 500 })
  await control('PUT', 'people', { users: [{ displayName: 'Ana' }] })
  t.equal((await control('POST', 'reset')).status, 200)
  t.same((await control('GET', 'faults')).body, [])
  matches(t, await control('GET', 'people'), { body: { users: [{ displayName: 'Hana' }, {}, {}] } })
  t.equal(line.people.users.length, 3)
})
