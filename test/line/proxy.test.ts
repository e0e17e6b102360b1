import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { getGlobalDispatcher, setGlobalDispatcher } from 'undici'
import { routeFetchThroughProxy } from '../../src/line/dispatcher.ts'
import { createLine } from '../../src/line/line.ts'
import {
  captureLog,
  freePort,
  issuing,
  type Line,
  matches,
  spawnBot,
  spawnProcess,
  startLine,
  until
} from '../helper.ts'
import { startProxy, startServer, startTls } from './servers.ts'

/** LINE over TLS, on a host name that only the proxy of a company could reach: here, `localhost`. */
async function startTlsLine(t: Test) {
  const line = await startLine(t)
  const tls = await startTls(t, async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers
    const answer = await fetch(`${line.url}${request.url}`, {
      method: String(request.method),
      headers: headers as Record<string, string>,
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) })
    })
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text())
  })
  return { line, ...tls }
}

/** No proxy but the one that is named: the machine that runs the tests may have one. */
const NO_PROXIES = Object.fromEntries(
  ['HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY'].flatMap((name) => [
    [name, undefined],
    [name.toLowerCase(), undefined]
  ])
)

/** A bot whose handler asks LINE who the bot is before it replies. */
function ownBot(t: Test) {
  const file = join(t.testdirName, 'bot.ts') // beside the certificate
  const src = join(import.meta.dirname, '../../src')
  writeFileSync(
    file,
    `import { serve } from '${src}/web.ts'

const createHandlers = () => ({
  'message.text': async (_event, { line }) => {
    const { displayName } = await (await line()).getBotInfo()
    return [{ type: 'text', text: 'I am ' + displayName }]
  }
})
await serve({ createHandlers })
`
  )
  return file
}

async function startOwnBot(t: Test, line: Line, environment: Record<string, string | undefined>) {
  const port = await freePort()
  const bot = spawnProcess(t, line, ownBot(t), { ...NO_PROXIES, PORT: String(port), ...environment })
  await bot.says('listening')
  line.settings.webhookUrl = `http://127.0.0.1:${port}/echobot/callback/`
  return { ...bot, url: `http://127.0.0.1:${port}` }
}

/** What the bot replies to its first message, though on a busy machine that takes longer than a webhook may. */
async function firstReply(line: Line) {
  const { event } = await line.say('hi')
  await until(() => line.accepted(event).length > 0)
  return line.accepted(event)[0]?.messages
}

t.test('everything goes to LINE through the proxy: replies, tokens, the SDK, page and doctor', async (t) => {
  const { line, url, port, certificateFile } = await startTlsLine(t)
  const proxy = await startProxy(t)
  const environment = {
    LINE_API_BASE_URL: url,
    NODE_EXTRA_CA_CERTS: certificateFile,
    HTTPS_PROXY: proxy.url,
    ...issuing(line)
  }
  const tunnel = `CONNECT localhost:${port}`
  const bot = await startOwnBot(t, line, environment)
  matches(t, await firstReply(line), [{ text: 'I am Echo bot' }])
  const status = await (await fetch(`${bot.url}/status`)).json()
  matches(t, status, { accessToken: 'accepted' })
  t.ok(proxy.asked.length >= 2, 'a token and a reply; the SDK and the page')
  t.same(new Set(proxy.asked), new Set([tunnel]))

  proxy.asked.length = 0
  const doctor = spawnProcess(t, line, 'src/cli/doctor.ts', { ...NO_PROXIES, ...environment })
  await doctor.exited
  t.match(doctor.output(), '✓ access token')
  t.same(new Set(proxy.asked), new Set([tunnel]))
})

t.test('a host in NO_PROXY is reached without the proxy', async (t) => {
  const { line, url, port, certificateFile } = await startTlsLine(t)
  const proxy = await startProxy(t)
  const bot = await startOwnBot(t, line, {
    LINE_API_BASE_URL: url,
    NODE_EXTRA_CA_CERTS: certificateFile,
    HTTPS_PROXY: proxy.url,
    NO_PROXY: `example.com,localhost:${port}`
  })
  matches(t, await firstReply(line), [{ text: 'I am Echo bot' }])
  await fetch(`${bot.url}/status`)
  t.same(proxy.asked, [])
})

t.test('a LINE Platform without TLS is reached through HTTP_PROXY', async (t) => {
  const line = await startLine(t)
  const proxy = await startProxy(t)
  await spawnBot(t, line, { ...NO_PROXIES, http_proxy: proxy.url })
  matches(t, await firstReply(line), [{ text: 'hi' }])
  t.same(proxy.asked, [`POST ${line.url}/v2/bot/message/reply`])
})

/** Gives this process a proxy, until the test ends. */
function setProxy(t: Test, proxy: string | undefined) {
  const variables = { ...NO_PROXIES, HTTPS_PROXY: proxy, HTTP_PROXY: proxy }
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  const set = ([name, value]: readonly [string, string | undefined]) => {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  for (const variable of Object.entries(variables)) set(variable)
  t.teardown(() => before.forEach(set))
}

/** A reply client in this process, which goes through a proxy. */
async function throughProxy(t: Test, baseUrl: string, proxy: string) {
  setProxy(t, proxy)
  const { log, records } = await captureLog()
  const fetchDispatcher = getGlobalDispatcher()
  t.teardown(() => setGlobalDispatcher(fetchDispatcher))
  const line = createLine({ baseUrl, credentials: { type: 'long-lived', accessToken: 'access-token' }, log })
  t.teardown(line.close)
  const reply = () =>
    line.replies.reply(
      { replyToken: 'token', messages: [{ type: 'text', text: 'a' }] },
      { deadline: Date.now() + 10_000, maxReplyAttempts: 1 }
    )
  return { reply, records }
}

t.test('the proxy’s user and password are sent to the proxy, and to nobody else', async (t) => {
  const headers: object[] = []
  const tls = await startTls(t, (request, response) => {
    headers.push(request.headers)
    response.end('{}')
  })
  const authorization = `Basic ${Buffer.from('user:pass word').toString('base64')}`
  const proxy = await startProxy(t, { authorization })
  const bot = spawnProcess(t, await startLine(t), 'src/cli/doctor.ts', {
    ...NO_PROXIES,
    LINE_API_BASE_URL: tls.url,
    NODE_EXTRA_CA_CERTS: tls.certificateFile,
    HTTPS_PROXY: `http://user:pass%20word@127.0.0.1:${proxy.port}`
  })
  await bot.exited
  t.ok(headers.length > 0, bot.output())
  t.notMatch(JSON.stringify(headers), /proxy-authorization/i)
})

t.test('a proxy that lets nothing through: not delivered, and it is said what to check', async (t) => {
  const proxy = await startProxy(t, { authorization: 'Basic x' })
  for (const base of ['https://line.invalid', 'http://line.invalid']) {
    const { reply, records } = await throughProxy(t, base, proxy.url)
    const result = await reply()
    matches(t, result, { verdict: 'unavailable', message: /407/ }, base)
    if (base.startsWith('https:')) t.equal(result.mayHaveBeenDelivered, false)
    matches(t, records, [{ level: 'warn', reason: /407/, remedy: /HTTPS_PROXY/ }], base)
  }
})

t.test('a proxy that is not there, or says nothing: not delivered', async (t) => {
  const { reply } = await throughProxy(t, 'https://line.invalid', `http://127.0.0.1:${await freePort()}`)
  matches(t, await reply(), { verdict: 'unavailable', message: 'ECONNREFUSED', mayHaveBeenDelivered: false })
})

t.test('what is no proxy’s address is said at the start', async (t) => {
  for (const address of ['proxy.example:3128', 'not an address', 'ftp://proxy.example']) {
    await t.rejects(throughProxy(t, 'https://api.line.me', address), {
      message: /HTTPS_PROXY and HTTP_PROXY must be the address/
    })
  }
})

t.test(
  'a handler’s own fetch goes through the proxy, too; where there is none, nothing is changed',
  async (t) => {
    const before = getGlobalDispatcher()
    t.teardown(() => setGlobalDispatcher(before))
    setProxy(t, undefined)
    routeFetchThroughProxy()
    t.equal(getGlobalDispatcher(), before)

    const { url } = await startServer(t, (_request, response) => response.end('hello'))
    const proxy = await startProxy(t)
    setProxy(t, proxy.url)
    routeFetchThroughProxy()
    t.equal(await (await fetch(url)).text(), 'hello')
    matches(t, proxy.asked, [`GET ${url}/`])
  }
)
