import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, request as httpRequest } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import jsQR from 'jsqr'
import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { startBrowser, withoutBrowser } from '../browser.ts'
import { CALLBACK, delivererTo, issuing, spawnBot, startBot, startLine, textEvent } from '../helper.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

async function start(t: Test, environment: Record<string, string> = {}) {
  const line = await startLine(t)
  const bot = await startBot(t, line, environment)
  return { line, ...bot }
}

/** A request with headers that fetch would not send. */
function get(url: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      httpRequest(url, { headers }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
        )
      })
        .on('error', reject)
        .end()
    }
  )
}
const statusAt = async (url: string, headers = {}) => JSON.parse((await get(`${url}/status`, headers)).text)

t.test('what stands before LINE and speaks no JSON is LINE not answering', async (t) => {
  const proxy = createServer((_request, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'))
  await once(proxy.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => proxy.close())
  const { port } = proxy.address() as AddressInfo
  const { url } = await start(t, { LINE_API_BASE_URL: `http://127.0.0.1:${port}` })
  t.match(await statusAt(url), { accessToken: 'unknown' })
})

t.test('a bot that is all set up says so, as a page and as JSON', async (t) => {
  const { line, url } = await start(t)
  t.same(await statusAt(url), {
    webhookUrl: `${url}${CALLBACK}`,
    accessToken: 'accepted',
    bot: { name: 'Echo bot', addFriendUrl: 'https://line.me/R/ti/p/%40echobot', pictureUrl: null },
    registered: 'this',
    useWebhook: true,
    lastWebhookSecondsAgo: null,
    lastReplySecondsAgo: null,
    lastFailure: null,
    lastSignatureMismatchSecondsAgo: null
  })
  t.match((await line.say('hello')).delivery, { status: 200 })
  t.match(await statusAt(url), { lastWebhookSecondsAgo: Number, lastReplySecondsAgo: Number })
  const { text, headers } = await get(`${url}/`)
  t.match(text, 'All that this page can see is set up')
  t.match(headers, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': /^default-src 'none'; style-src 'self'; script-src 'self';/
  })
})

t.test('says what is not right: the token, the address, the switch', async (t) => {
  const { line, url } = await start(t, { LINE_CHANNEL_ACCESS_TOKEN: 'wrong' })
  t.match(await statusAt(url), { accessToken: 'refused', bot: null, registered: 'unknown', useWebhook: null })
  t.match((await get(`${url}/`)).text, /Issue a new one/)

  line.settings.webhookUrl = 'https://elsewhere.example/callback'
  const other = await startBot(t, line)
  line.settings.webhookUrl = 'https://elsewhere.example/callback'
  line.settings.useWebhook = false
  t.match(await statusAt(other.url), { accessToken: 'accepted', registered: 'other', useWebhook: false })
  t.match((await get(`${other.url}/`)).text, 'Another address is registered')
  t.notMatch((await get(`${other.url}/`)).text, 'elsewhere.example', 'whose it is nobody’s business')

  line.settings.webhookUrl = ''
  const fresh = await startBot(t, line)
  line.settings.webhookUrl = ''
  t.match(await statusAt(fresh.url), { registered: 'none' })

  await line.stop()
  const alone = await startBot(t, line)
  t.match(await statusAt(alone.url), { accessToken: 'unknown', registered: 'unknown' })
  t.match((await get(`${alone.url}/`)).text, 'LINE does not answer at the moment')
})

t.test('a bot that issues its own tokens is as well as another, or says what it cannot do', async (t) => {
  const line = await startLine(t)
  const { url } = await startBot(t, line, issuing(line))
  t.match(await statusAt(url), { accessToken: 'accepted', registered: 'this' })
  const wrong = await startBot(t, line, { ...issuing(line), LINE_CHANNEL_ID: '1234567890' })
  t.match(await statusAt(wrong.url), { accessToken: 'not-issued', bot: null, registered: 'unknown' })
  t.match((await get(`${wrong.url}/`)).text, /LINE issues none. LINE_CHANNEL_ID and LINE_CHANNEL_SECRET/)
  await line.say('hello')
  t.match(await statusAt(wrong.url), { lastFailure: { reason: 'credentials', status: 400 } })
})

t.test('says what failed last, and what it usually means', async (t) => {
  const { line, url } = await start(t)
  const failure = async () => (await statusAt(url)).lastFailure
  await delivererTo(url)([], { secret: 'of another channel' })
  t.equal(await failure(), null, 'anybody can send one: it does not hide what failed')
  t.match(await statusAt(url), { lastSignatureMismatchSecondsAgo: 0 })
  t.match((await get(`${url}/`)).text, /A webhook was not signed for this channel/)
  await delivererTo(url)(textEvent('with a token that LINE does not know'))
  t.match(await failure(), { reason: 'rejected', status: 400 })
  line.faults.set({ status: 401 })
  await line.say('hello')
  t.match(await failure(), { reason: 'credentials', status: 401 })
  t.equal((await statusAt(url)).lastReplySecondsAgo, null)
})

t.test('strangers without a signature are no failure of the bot', async (t) => {
  const { url } = await start(t)
  await delivererTo(url)([], { signature: null })
  t.equal((await statusAt(url)).lastFailure, null)
})

t.test('asks LINE once a minute, whoever reloads', async (t) => {
  const { line, url } = await start(t)
  await Promise.all(Array.from({ length: 20 }, () => get(`${url}/`)))
  const asked = line.exchanges.list().filter(({ kind }) => kind === 'api')
  t.equal(asked.length, 2, 'who the bot is, and where its webhooks go')
})

t.test('the webhook URL is the address that the reader used, behind a proxy too', async (t) => {
  const { url } = await start(t)
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

t.test('nonsense for an address is never shown', async (t) => {
  const { url } = await start(t)
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
  t.match(text, /This page cannot tell its own address.*<code>\/echobot\/callback\/<\/code>/)
})

t.test('HTML in the bot’s name is text', async (t) => {
  const { line, url } = await start(t)
  line.people.bot.displayName = '<img src=x onerror=alert(1)> & "Söhne"'
  const { text } = await get(`${url}/`)
  t.match(text, '&#60;img src=x onerror=alert(1)&#62; &#38; &#34;Söhne&#34;')
  t.notMatch(text, '<img src=x')
})

t.test('speaks English, Japanese and Traditional Chinese', async (t) => {
  const { url } = await start(t)
  const language = async (acceptLanguage: string, query = '') =>
    (await get(`${url}/${query}`, { 'accept-language': acceptLanguage })).headers['content-language']
  for (const [header, expected] of [
    ['', 'en'],
    ['ja', 'ja'],
    ['ja-JP,ja;q=0.9,en;q=0.8', 'ja'],
    ['zh-TW,zh;q=0.9,en-US;q=0.8', 'zh-Hant'],
    ['de-CH, en;q=0.5, ja;q=0.7', 'ja'],
    ['fr', 'en'],
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
})

t.test('the page in a browser', { skip: withoutBrowser, timeout: 100_000 }, async (t) => {
  const browser: Browser = await startBrowser()
  t.teardown(() => browser.close())
  // In a process of its own: this one is busy with the browser, and a bot whose event loop is late refuses requests.
  const line = await startLine(t)
  const { url } = await spawnBot(t, line)
  line.people.bot.displayName = 'Hana’s bot'

  async function open(t: Test, options = {}, path = '/') {
    const context = await browser.newContext(options)
    t.teardown(() => context.close())
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('request', (request) => {
      if (!request.url().startsWith(url) && !request.url().startsWith('data:')) errors.push(request.url())
    })
    await page.goto(url + path)
    return { page, errors, context }
  }

  t.test('copies the webhook URL with a click', async (t) => {
    const { page, errors } = await open(t, { permissions: ['clipboard-read', 'clipboard-write'] })
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    t.equal(await page.evaluate('navigator.clipboard.readText()'), `${url}${CALLBACK}`)
    t.same(errors, [])
  })

  t.test('ticks come by themselves', async (t) => {
    const { page, errors } = await open(t)
    t.equal(await page.locator('.steps li').last().getAttribute('class'), 'todo')
    await line.say('hello')
    await page.locator('.steps li.done', { hasText: 'Say hello' }).waitFor()
    await page.getByText('All that this page can see is set up').waitFor()
    t.same(errors, [])
  })

  t.test('works without JavaScript: all but the button', async (t) => {
    const { page } = await open(t, { javaScriptEnabled: false })
    t.equal(await page.getByRole('button').count(), 0)
    await page.getByText(`${url}${CALLBACK}`).waitFor()
    t.equal(await page.locator('.steps li.done').count(), 4)
  })

  t.test('its QR code is the link to add the bot as a friend', async (t) => {
    const { page } = await open(t)
    const pixels = await page.evaluate(`(async () => {
      const image = document.querySelector('.qr')
      await image.decode()
      const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 200 })
      const context = canvas.getContext('2d')
      context.drawImage(image, 0, 0, 200, 200)
      return [...context.getImageData(0, 0, 200, 200).data]
    })()`)
    const found = jsQR.default(Uint8ClampedArray.from(pixels as number[]), 200, 200, {
      inversionAttempts: 'dontInvert'
    })
    t.equal(found?.data, 'https://line.me/R/ti/p/%40echobot')
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [width, path] of [
      [360, '/?lang=ja'],
      [1280, '/'],
      [360, '/?lang=zh-Hant']
    ] as const) {
      t.test(`is readable and accessible: ${colorScheme}, ${width} px, ${path}`, async (t) => {
        const { page, errors } = await open(t, { colorScheme, viewport: { width, height: 800 } }, path)
        const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
        t.ok((wide as number) <= 0, 'nothing is cut off')
        t.same(await violations(page), [])
        t.same(errors, [])
      })
    }
  }

  async function violations(page: Page): Promise<[id: string, html: string][]> {
    // By the devtools, which the page's own policy does not concern.
    const session = await page.context().newCDPSession(page)
    await session.send('Runtime.evaluate', { expression: AXE })
    const { result } = await session.send('Runtime.evaluate', {
      expression:
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
      awaitPromise: true,
      returnByValue: true
    })
    return result.value as [string, string][]
  }
})
