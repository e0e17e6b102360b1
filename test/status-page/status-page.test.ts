import { existsSync, readFileSync } from 'node:fs'
import t from 'tap'
import { CALLBACK, issuing, matches, startBot, startLine, startLineAndBot } from '../helper.ts'
import { get, serverSaying } from '../http.ts'
import { channelAt, FORWARDED, startPage } from './start-page.ts'

const statusAt = async (url: string, headers = {}) => JSON.parse((await get(`${url}/status`, headers)).text)

t.test('reports LINE as not responding when a proxy in front of LINE responds without JSON', async (t) => {
  const { url } = await startLineAndBot(t, {
    LINE_API_BASE_URL: await serverSaying(t, 502, '<h1>Bad gateway</h1>')
  })
  matches(t, await statusAt(url), { accessToken: 'unknown', lineError: { status: 502 } })
})

t.test('shows that the bot is set up, as a page and as JSON', async (t) => {
  const { line, url } = await startLineAndBot(t)
  t.same(await statusAt(url), {
    webhookUrl: `${url}${CALLBACK}`,
    simulator: true,
    accessToken: 'accepted',
    bot: { name: 'Echo bot', addFriendUrl: null, pictureUrl: null },
    registered: 'this',
    useWebhook: true,
    lineError: null,
    problems: [],
    refusing: null,
    lastWebhookSecondsAgo: null,
    lastReplySecondsAgo: null,
    lastFailure: null,
    lastSignatureMismatchSecondsAgo: null
  })
  matches(t, (await line.say('hello')).delivery, { status: 200 })
  matches(t, await statusAt(url), { lastWebhookSecondsAgo: Number, lastReplySecondsAgo: Number })
  const { text, headers } = await get(`${url}/`)
  t.match(text, 'Everything this page can check is set up')
  matches(t, headers, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': /^default-src 'none'; style-src 'self'; script-src 'self';/
  })
})

t.test('shows what is wrong with the access token, the webhook URL and “Use webhook”', async (t) => {
  const { line, url } = await startLineAndBot(t, { LINE_CHANNEL_ACCESS_TOKEN: 'wrong' })
  matches(t, await statusAt(url), {
    accessToken: 'refused',
    bot: null,
    registered: 'unknown',
    useWebhook: null
  })
  t.match((await get(`${url}/`)).text, /Issue a new one/)

  line.settings.webhookUrl = 'https://elsewhere.example/callback'
  const other = await startBot(t, line)
  line.settings.webhookUrl = 'https://elsewhere.example/callback'
  line.settings.useWebhook = false
  matches(t, await statusAt(other.url), { accessToken: 'accepted', registered: 'other', useWebhook: false })
  t.match((await get(`${other.url}/`)).text, 'Another address is registered')
  t.notMatch((await get(`${other.url}/`)).text, 'elsewhere.example', 'it may be private')

  line.settings.webhookUrl = ''
  const fresh = await startBot(t, line)
  line.settings.webhookUrl = ''
  matches(t, await statusAt(fresh.url), { registered: 'none' })

  await line.close()
  const alone = await startBot(t, line)
  matches(t, await statusAt(alone.url), { accessToken: 'unknown', registered: 'unknown' })
  t.match((await get(`${alone.url}/`)).text, 'LINE is not responding at the moment')
})

t.test('shows whether LINE issues access tokens to a bot without one', async (t) => {
  const line = await startLine(t)
  const { url } = await startBot(t, line, issuing(line))
  matches(t, await statusAt(url), { accessToken: 'accepted', registered: 'this' })
  const wrong = await startBot(t, line, { ...issuing(line), LINE_CHANNEL_ID: '1234567890' })
  matches(t, await statusAt(wrong.url), { accessToken: 'not-issued', bot: null, registered: 'unknown' })
  t.match(
    (await get(`${wrong.url}/`)).text,
    /LINE does not issue one\..*LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be/s
  )
  await line.say('hello')
  matches(t, await statusAt(wrong.url), { lastFailure: { reason: 'credentials', status: 400 } })
})

t.test('asks LINE once a minute, however often the page is loaded', async (t) => {
  const { line, url } = await startLineAndBot(t)
  await Promise.all(Array.from({ length: 20 }, () => get(`${url}/`)))
  const asked = line.exchanges.list().filter(({ kind }) => kind === 'api')
  t.equal(asked.length, 2, 'who the bot is, and where its webhooks go')
})

t.test('the webhook URL is the address that the reader used, also behind a proxy', async (t) => {
  const { url } = await startLineAndBot(t)
  const webhookUrl = async (headers: object) => (await statusAt(url, headers)).webhookUrl
  t.equal(await webhookUrl({ host: 'bot.example:8443' }), `http://bot.example:8443${CALLBACK}`)
  const heroku = {
    host: 'my-bot.herokuapp.com',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '198.51.100.7'
  }
  t.equal(await webhookUrl(heroku), `https://my-bot.herokuapp.com${CALLBACK}`)
  t.equal(await webhookUrl({ host: '[::1]:8000' }), `http://[::1]:8000${CALLBACK}`)
})

t.test('behind several proxies it is the address of the outermost one', async (t) => {
  const { line, url } = await startLineAndBot(t)
  line.settings.webhookUrl = `https://bot.example${CALLBACK}`
  for (const headers of [
    { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'bot.example, inner.internal' },
    { 'x-forwarded-proto': 'https,http,http', 'x-forwarded-host': 'bot.example,a.internal:8080,b.internal' },
    { 'x-forwarded-proto': 'HTTPS', 'x-forwarded-host': ' , bot.example' },
    { 'x-forwarded-proto': 'https, http', host: 'bot.example' }
  ]) {
    const { webhookUrl, registered } = await statusAt(url, headers)
    t.same([webhookUrl, registered], [`https://bot.example${CALLBACK}`, 'this'], JSON.stringify(headers))
  }
  const nonsense = { 'x-forwarded-proto': 'javascript, https', host: 'bot.example' }
  t.equal((await statusAt(url, nonsense)).webhookUrl, `http://bot.example${CALLBACK}`)
  const { text } = await get(`${url}/`, {
    'x-forwarded-proto': 'https, http',
    'x-forwarded-host': 'evil.example'
  })
  t.match(text, `https://evil.example${CALLBACK}`)
  t.notMatch((await get(`${url}/`)).text, 'evil.example', 'only its sender sees what the headers said')
})

t.test('never shows an invalid address', async (t) => {
  const { url } = await startLineAndBot(t)
  for (const host of [
    '"><script>alert(1)</script>',
    'a b',
    'x'.repeat(300),
    '-',
    'a@b',
    'a/b',
    '%00',
    'a:b'
  ]) {
    for (const headers of [{ host }, { 'x-forwarded-host': host, host: 'good.example' }]) {
      const { status, text } = await get(`${url}/`, headers as Record<string, string>)
      if (status === 400) continue // Node refuses it itself
      t.notMatch(text, /<script>|a b\/|a@b|a\/b|%00|a:b/, JSON.stringify(headers))
    }
  }
  const { text } = await get(`${url}/`, { host: 'a@b' })
  t.match(text, /This page cannot determine its own address.*<code>\/echobot\/callback\/<\/code>/)
})

t.test('HTML in the bot’s name is text', async (t) => {
  const { line, url } = await startLineAndBot(t)
  line.people.bot.displayName = '<img src=x onerror=alert(1)> & "Söhne"'
  const { text } = await get(`${url}/`)
  t.match(text, '&#60;img src=x onerror=alert(1)&#62; &#38; &#34;Söhne&#34;')
  t.notMatch(text, '<img src=x')
})

t.test('is in the reader’s language, if it is one of LINE’s countries', async (t) => {
  const { url } = await startLineAndBot(t)
  const language = async (acceptLanguage: string, query = '') =>
    (await get(`${url}/${query}`, { 'accept-language': acceptLanguage })).headers['content-language']
  for (const [header, expected] of [
    ['', 'en'],
    ['ja', 'ja'],
    ['ja-JP,ja;q=0.9,en;q=0.8', 'ja'],
    ['zh-TW,zh;q=0.9,en-US;q=0.8', 'zh-Hant'],
    ['de-CH, en;q=0.5, ja;q=0.7', 'ja'],
    ['fr', 'en'],
    ['th-TH,th;q=0.9,en;q=0.8', 'th'],
    ['id-ID,id;q=0.9', 'id'],
    ['in-ID', 'id'],
    ['thx, idx, japan, zhuang', 'en'],
    ['ja;q=0, zh-HK;q=0.1', 'zh-Hant'],
    [`${'x,'.repeat(5_000)}ja`, 'en'],
    [';;q=;,=', 'en']
  ] as const) {
    t.equal(await language(header), expected, header.slice(0, 40))
  }
  t.equal(await language('ja', '?lang=en'), 'en', 'a choice wins')
  t.equal(await language('ja', '?lang=constructor'), 'ja')
  t.match((await get(`${url}/?lang=ja`)).text, /<html lang="ja">.*ボットは動いています/s)
  t.match((await get(`${url}/?lang=zh-Hant`)).text, /<html lang="zh-Hant">.*機器人正在運作/s)
  t.match((await get(`${url}/?lang=th`)).text, /<html lang="th">.*บอทของคุณกำลังทำงานอยู่/s)
  t.match((await get(`${url}/?lang=id`)).text, /<html lang="id">.*Bot Anda sedang berjalan/s)
})

t.test('a long Accept-Language header costs about as much as a short one', async (t) => {
  const { url } = await startLineAndBot(t)
  /** The fastest of ten requests: what else the machine does makes some of them slower, never all. */
  async function fastestMs(acceptLanguage: string) {
    const times: number[] = []
    while (times.length < 10) {
      const startedAt = performance.now()
      await get(`${url}/`, { 'accept-language': acceptLanguage })
      times.push(performance.now() - startedAt)
    }
    return Math.min(...times)
  }
  await fastestMs('en')
  const short = await fastestMs('en')
  for (const part of [' ', 'a,', ', ', ';', 'a;q=0 ', '-', '\t']) {
    const long = await fastestMs(`en${part.repeat(7_900 / part.length)}x`)
    t.ok(long < 20 * short, `${JSON.stringify(part)}, repeated: ${long} ms, short: ${short} ms`)
  }
})

t.test('has the logo as its icon, and links to the docs', async (t) => {
  const { url } = await startLineAndBot(t)
  const { text } = await get(`${url}/`)
  const { repository } = JSON.parse(readFileSync('package.json', 'utf8'))
  t.match(text, `<a href="${repository}#readme"`)
  for (const language of ['ja', 'zh-Hant', 'th', 'id']) {
    const readme = `docs/README.${language}.md`
    t.match((await get(`${url}/?lang=${language}`)).text, `<a href="${repository}/blob/HEAD/${readme}"`)
    t.ok(existsSync(readme))
  }
  t.match(text, '<link rel="icon" href="/icon.svg" type="image/svg+xml">')
  const icon = await get(`${url}/icon.svg`)
  matches(t, icon.headers, { 'content-type': 'image/svg+xml', 'cache-control': 'public, max-age=300' })
  t.equal(icon.text, readFileSync('docs/logo.svg', 'utf8'), 'it is the logo')
})

t.test('serves every file that the page links to', async (t) => {
  const { url } = await startLineAndBot(t)
  const { text } = await get(`${url}/`)
  const paths = [...text.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, path = '']) => path)
  t.ok(paths.length >= 5)
  for (const path of paths) t.equal((await get(url + path)).status, 200, path)
})

t.test('the registered address is this one with or without its last slash', async (t) => {
  for (const [endpoint, registered] of [
    ['https://bot.example/echobot/callback/', 'this'],
    ['https://bot.example/echobot/callback', 'this'],
    ['https://bot.example/echobot/', 'other'],
    ['http://bot.example/echobot/callback/', 'other'],
    ['https://bot.example:8443/echobot/callback/', 'other']
  ] as const) {
    const { url } = await startPage(t, { channel: channelAt(endpoint) })
    t.equal((await statusAt(url, FORWARDED)).registered, registered, endpoint)
  }
})
