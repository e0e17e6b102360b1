import t, { type Test } from 'tap'
import { delivererTo, matches, startBot, startLine, textEvent } from '../helper.ts'
import { get, serverSaying } from '../http.ts'
import { createPlainApp } from '../plain-bot/handlers.ts'
import { startPage } from './start-page.ts'

const statusAt = async (url: string) => JSON.parse((await get(`${url}/status`)).text)
const pageAt = async (url: string) => (await get(`${url}/`)).text
const problemsAt = async (url: string) => (await statusAt(url)).problems

/** The bot with a LINE that gives the same answer to everything. */
async function startBotAt(t: Test, status: number, body: unknown) {
  const line = await startLine(t)
  const LINE_API_BASE_URL = await serverSaying(t, status, JSON.stringify(body), {
    'content-type': 'application/json'
  })
  return startBot(t, line, { LINE_API_BASE_URL })
}

t.test('a wrong signature leads the page until a webhook has a valid one', async (t) => {
  const line = await startLine(t)
  const { url } = await startBot(t, line)
  const deliver = delivererTo(url)
  t.same(await problemsAt(url), [])
  await deliver([], { secret: 'of another channel' })
  t.same(await problemsAt(url), ['signature'])
  const text = await pageAt(url)
  const first = text.slice(text.indexOf('Look at this first'), text.indexOf('Webhook URL'))
  t.match(first, 'A request with a wrong signature arrived.')
  t.match(first, 'LINE_CHANNEL_SECRET belongs to another channel')
  t.match(first, 'such as those with emoji, a relay or proxy on the way rewrites the JSON')
  t.match(first, 'the request came from someone else')
  t.notMatch(text, 'Something needs your attention', 'it may be nothing')
  t.match(text, 'Something may need your attention')
  await deliver([])
  t.same(await problemsAt(url), [], 'the secret is right: somebody else sent it')
  t.notMatch(await pageAt(url), 'Look at this first')
  await deliver([], { secret: 'of another channel' })
  t.same(await problemsAt(url), ['signature'], 'it is newer again')
  for (const signature of [null, 'malformed']) await deliver([], { signature })
  t.same(await problemsAt(url), ['signature'])
  matches(t, await statusAt(url), { lastFailure: null, lastSignatureMismatchSecondsAgo: Number })
})

t.test('a failure leads the page, and a wrong signature does not hide it', async (t) => {
  const line = await startLine(t)
  const { url, deliver } = await startBot(t, line)
  await line.say('good')
  await deliver(textEvent('with a reply token that LINE does not know'))
  await deliver([], { secret: 'of another channel' })
  matches(t, await statusAt(url), {
    problems: ['failure', 'signature'],
    lastFailure: { reason: 'rejected', status: 400, message: 'Invalid reply token' }
  })
  const text = await pageAt(url)
  t.match(text, /Look at this first.*The last event failed\..*LINE rejected a reply.*Webhook URL/s)
  t.match(text, /LINE’s error message \(400\):<br><q lang="en">Invalid reply token</)
  await line.say('good again')
  t.same(await problemsAt(url), [])
  line.faults.set({ status: 401 })
  await line.say('hello')
  matches(t, await statusAt(url), {
    problems: ['failure'],
    lastFailure: { reason: 'credentials', status: 401 }
  })
})

t.test('a failure leads the page until a reply succeeds, whatever else arrives', async (t) => {
  const line = await startLine(t)
  const { url, deliver } = await startBot(t, line)
  await deliver(textEvent('with a reply token that LINE does not know'))
  await deliver([])
  await line.say('', { type: 'sticker' })
  t.same(await problemsAt(url), ['failure'], 'a webhook and an ignored event are no success')
  await line.say('hello')
  t.same(await problemsAt(url), [])
})

t.test('shows that webhooks are refused, and why', async (t) => {
  let reason: string | undefined = 'Redis is full <b>now</b>: give it more memory'
  const { url } = await startPage(t, { unavailableReason: () => reason })
  matches(t, await statusAt(url), { problems: ['refusing'], refusing: reason })
  t.match(await pageAt(url), /The bot is not accepting webhooks at the moment.*Redis is full &#60;b&#62;now/s)
  reason = undefined
  matches(t, await statusAt(url), { problems: [], refusing: null })
})

t.test('shows why the bot’s inbox accepts no more', async (t) => {
  const line = await startLine(t)
  const { url } = await startBot(t, line, {}, async (options) => {
    const app = await createPlainApp(options)
    app.bot.inbox.unavailableReason = () => 'there is no room'
    return app
  })
  matches(t, await statusAt(url), { refusing: 'there is no room' })
})

t.test('shows LINE’s error messages shortened, on one line, without credentials', async (t) => {
  const { url } = await startBotAt(t, 401, {
    message: `no\n\u202e\u0000${'x'.repeat(170)} ${'word '.repeat(200)}`
  })
  const { lineError } = await statusAt(url)
  t.match(lineError.message, /^no … word word/)
  t.ok(lineError.message.length <= 500)
  t.match(await pageAt(url), /LINE refuses it\./)
})

t.test('serves page and status, whatever LINE responds', async (t) => {
  for (const body of [
    null,
    5,
    'text',
    [],
    {},
    { displayName: 5, basicId: null, endpoint: {}, active: 'yes' },
    { displayName: 'Name', basicId: '@id', pictureUrl: 7, endpoint: 'no address', active: 1 },
    {
      displayName: 'Name',
      basicId: '@id',
      pictureUrl: "https://x;script-src'*'/",
      endpoint: '',
      active: null
    },
    { displayName: null, basicId: '@id', pictureUrl: 'https://', endpoint: null }
  ]) {
    const { url } = await startBotAt(t, 200, body)
    const status = await get(`${url}/status`)
    t.equal(status.status, 200, JSON.stringify(body))
    t.ok(['other', 'none', 'unknown'].includes(JSON.parse(status.text).registered))
    const page = await get(`${url}/`)
    t.equal(page.status, 200)
    t.notMatch(page.headers['content-security-policy'], "script-src'*'")
    t.notMatch(page.text, /undefined|\[object|NaN/)
  }
})

t.test('shows only pictures that are fetched over https', async (t) => {
  const pictureAt = async (pictureUrl: string) => {
    const { url } = await startBotAt(t, 200, { displayName: 'Name', basicId: '@id', pictureUrl })
    return (await statusAt(url)).bot.pictureUrl
  }
  t.equal(await pictureAt('https://profile.example/picture'), 'https://profile.example/picture')
  t.equal(await pictureAt('http://profile.example/picture'), null)
})

t.test('does not link to LINE’s accounts when LINE_API_BASE_URL is another host', async (t) => {
  const line = await startLine(t)
  const { url } = await startBot(t, line)
  await line.say('hello')
  const text = await pageAt(url)
  t.match(text, `This bot uses ${new URL(line.url).host} instead of api.line.me (LINE_API_BASE_URL)`)
  t.notMatch(text, /\/line\.me|add-friend|line\.biz/)
  matches(t, await statusAt(url), { simulator: true, bot: { addFriendUrl: null } })
  t.equal((await get(`${url}/add-friend.svg`)).status, 404)
  const real = await startPage(t)
  t.match(await pageAt(real.url), 'href="https://line.me/R/ti/p/%40123abcde"')
  t.notMatch(await pageAt(real.url), /simulator|LINE_API_BASE_URL/)
  t.equal((await get(`${real.url}/add-friend.svg`)).status, 200)
})
