import { setTimeout as sleep } from 'node:timers/promises'
import type { SimulatorOptions } from 'line-platform-simulator'
import t, { type Test } from 'tap'
import { createChannelClient } from '../../src/line/channel-client.ts'
import { createHttpClient } from '../../src/line/http-client.ts'
import { createOutage } from '../../src/line/outage.ts'
import { createReplyClient } from '../../src/line/reply-client.ts'
import { createSdk } from '../../src/line/sdk.ts'
import { createStatelessToken, type StatelessTokenOptions } from '../../src/line/stateless-token.ts'
import { captureLog, freePort, matches, type ReplyEvent, SECRET, startLine, until } from '../helper.ts'
import { startServer as serve, startTls } from './servers.ts'

const soon = (ms = 60_000) => Date.now() + ms

async function issueFrom(t: Test, baseUrl: string, options: Partial<StatelessTokenOptions> = {}) {
  const { log, records } = await captureLog()
  log.level = 'debug'
  const http = createHttpClient({ baseUrl, connections: 256 })
  t.teardown(http.close)
  const accessToken = createStatelessToken({
    http,
    channelId: '2000000001',
    channelSecret: SECRET,
    log,
    ...options
  })
  t.teardown(accessToken.close)
  return { accessToken, http, log: records }
}

/** A LINE Platform, and a client that issues its own tokens. */
async function connect(
  t: Test,
  platform: SimulatorOptions = {},
  options: Partial<StatelessTokenOptions> = {}
) {
  const line = await startLine(t, { rateLimit: 100_000, ...platform })
  const { accessToken, http, log } = await issueFrom(t, line.url, options)
  const silent = { error: () => {}, warn: () => {}, info: () => {} }
  const client = createReplyClient({
    http,
    accessToken,
    outage: createOutage(),
    log: silent,
    attemptTimeoutMs: 60_000
  })
  async function reply(deadline = soon(), maxReplyAttempts?: number) {
    const [{ replyToken }] = line.create({ type: 'text' }) as [ReplyEvent]
    const started = performance.now()
    const result = await client.reply(
      { replyToken, messages: [{ type: 'text', text: 'a' }] },
      { deadline, ...(maxReplyAttempts !== undefined && { maxReplyAttempts }) }
    )
    return { ...result, ms: performance.now() - started }
  }
  const statuses = () => line.tokenCalls().map(({ status }) => status)
  const troubles = () => log.filter(({ level }) => level !== 'debug')
  return { line, accessToken, http, reply, log, statuses, troubles }
}

/** A LINE Platform whose tokens are all over when it says so, though they are not for the bot. */
function connectWithClock(t: Test) {
  return connect(t).then((all) => ({ ...all, forgetTokens: () => all.line.advance(901_000) }))
}

/** Answers every request for a token alike. */
async function startServer(t: Test, status: number, answer: (request: string) => string) {
  const paths: (string | undefined)[] = []
  const { url } = await serve(t, async (request, response) => {
    paths.push(request.url)
    let body = ''
    for await (const chunk of request) body += chunk
    response.writeHead(status).end(answer(body))
  })
  return { url, paths }
}

t.test('issues one token for a thousand replies at once', async (t) => {
  const { line, reply, statuses, troubles } = await connect(t)
  t.equal(line.tokenCalls().length, 0, 'and none before the first')
  const results = await Promise.all(Array.from({ length: 1_000 }, () => reply()))
  t.ok(results.every(({ verdict, attempts }) => verdict === 'accepted' && attempts === 1))
  t.same(statuses(), [200])
  t.same(troubles(), [], 'what goes well is at the level debug')
})

// They wait more than they work: side by side.
t.test('in time', { jobs: 4 }, async (t) => {
  t.test('renews it before its end, while replies go on without a pause', async (t) => {
    const { line, reply, statuses, accessToken } = await connect(t, { accessTokenSeconds: 5 })
    await reply()
    line.faults.add({ api: 'token', latencyMs: 50 })
    while (statuses().length < 3) {
      if (!accessToken.current()) t.fail('a reply waits for a token')
      const { verdict, attempts } = await reply()
      if (verdict !== 'accepted' || attempts !== 1) t.fail(`${verdict} after ${attempts} attempts`)
      await sleep(5)
    }
    t.same(statuses(), [200, 200, 200])
    t.same(new Set(line.calls().map(({ status }) => status)), new Set([200]))
  })

  t.test('a renewal that fails is tried again, while the token before it is used', async (t) => {
    const { line, reply, statuses, troubles } = await connect(t, { accessTokenSeconds: 3 })
    await reply()
    line.faults.add({ api: 'token', status: 500, times: 1 })
    while (statuses().length < 3) {
      matches(t, await reply(), { verdict: 'accepted', attempts: 1 })
      await sleep(50)
    }
    t.same(statuses(), [200, 500, 200])
    await until(() => troubles().length === 2) // LINE has answered a little before the bot has read it
    matches(t, troubles(), [
      { level: 'warn', status: 500, reason: 'Simulated error 500', lineRequestId: /./ },
      { level: 'info', failures: 1 }
    ])
  })

  t.test('a token that has ended is never sent', async (t) => {
    const { line, reply, accessToken } = await connect(t, { accessTokenSeconds: 2 })
    await reply()
    line.faults.set({ api: 'token', status: 503 })
    await until(() => !accessToken.current())
    matches(t, await reply(soon(300)), {
      verdict: 'unavailable',
      status: 503,
      message: 'no channel access token: Simulated error 503',
      mayHaveBeenDelivered: false
    })
    line.faults.clear()
    line.settings.accessTokenSeconds = 900
    matches(t, await reply(), { verdict: 'accepted', attempts: 1 })
    t.same(
      line.calls().map(({ status }) => status),
      [200, 200]
    )
  })

  t.test('replies wait for a token while LINE issues none, and go out with the first one', async (t) => {
    for (const fault of [
      { status: 500 },
      { status: 429 },
      { status: 404 },
      { drop: 'before' },
      { drop: 'after' },
      { latencyMs: 5_000 }
    ] as const) {
      const { line, reply, statuses } = await connect(t, {}, { attemptTimeoutMs: 1_000 })
      line.faults.set({ ...fault, api: 'token', times: 1 })
      const [one, other] = await Promise.all([reply(), reply(soon(), 1)])
      matches(t, [one, other], Array(2).fill({ verdict: 'accepted', attempts: 1 }), JSON.stringify(fault))
      t.ok(statuses().filter((status) => status === 200).length > 0)
    }
  })

  t.test('gives up in time when there is no token', async (t) => {
    const { line, reply } = await connect(t)
    line.faults.set({ api: 'token', latencyMs: 60_000 })
    const result = await reply(soon(300))
    matches(t, result, { verdict: 'unavailable', message: 'no channel access token: no answer in time' })
    t.notOk('status' in result)
    t.ok(result.ms < 30_000)
    t.equal(line.calls().length, 0)

    const { accessToken } = await issueFrom(t, `http://127.0.0.1:${await freePort()}`)
    await t.rejects(accessToken.get(soon(3_000)), { name: 'LineError', message: 'ECONNREFUSED' })
  })

  t.test('takes nothing for a token that is none', async (t) => {
    const answers = ['{}', '<html>', 'null', '{"access_token":"a b","expires_in":900}', token(0), token('x')]
    async function take(answer: string) {
      const { url } = await startServer(t, 200, () => answer)
      const { accessToken } = await issueFrom(t, url)
      const given = await accessToken.get(soon(3_000)).catch((error) => error)
      matches(t, given, { name: 'LineError', status: 200 }, answer)
    }
    await Promise.all(answers.map(take))
  })
})

t.test('LINE refuses the token: many replies cause one renewal, and are sent once more', async (t) => {
  const { line, reply, statuses, forgetTokens } = await connectWithClock(t)
  await reply()
  forgetTokens()
  const results = await Promise.all(Array.from({ length: 50 }, () => reply(soon(), 1)))
  t.ok(results.every(({ verdict, attempts }) => verdict === 'accepted' && attempts === 2))
  t.same(statuses(), [200, 200])
  t.equal(line.calls().filter(({ status }) => status === 401).length, 50)
})

t.test('LINE refuses a fresh token, too: then it is so, and nobody asks on', async (t) => {
  const { line, reply, statuses } = await connect(t)
  line.faults.set({ status: 401 })
  matches(t, await reply(), { verdict: 'unauthorized', status: 401, attempts: 2 })
  const results = await Promise.all(Array.from({ length: 20 }, () => reply()))
  t.ok(results.every(({ verdict, attempts }) => verdict === 'unauthorized' && attempts === 1))
  t.same(statuses(), [200, 200])
  line.faults.clear()
  matches(t, await reply(), { verdict: 'accepted', attempts: 1 })
})

t.test('a new token does not help against 403', async (t) => {
  const { line, reply, statuses } = await connect(t)
  line.faults.set({ status: 403 })
  matches(t, await reply(), { verdict: 'unauthorized', status: 403, attempts: 1 })
  t.same(statuses(), [200])
})

t.test('the wrong id or secret is said at once, loudly, once, and LINE is asked rarely', async (t) => {
  for (const wrong of [{ channelId: '2000000002' }, { channelSecret: 'of another channel' }]) {
    const { line, reply, log, statuses, troubles } = await connect(t, {}, wrong)
    const results = await Promise.all(Array.from({ length: 100 }, () => reply()))
    results.push(await reply())
    const same = (result: object) => JSON.stringify({ ...result, ms: 0, lineMs: 0, lineRequestId: 0 })
    t.equal(new Set(results.map(same)).size, 1)
    matches(
      t,
      results[0],
      {
        verdict: 'unauthorized',
        status: 400,
        message: "no channel access token: Invalid 'client_credentials'.",
        lineRequestId: /./,
        mayHaveBeenDelivered: false
      },
      JSON.stringify(wrong)
    )
    t.ok(statuses().length < 4, 'not for each reply')
    matches(t, troubles(), [
      { level: 'error', status: 400, msg: /LINE_CHANNEL_ID and LINE_CHANNEL_SECRET must be/ }
    ])
    t.notMatch(JSON.stringify([log, results]), /of another channel"|8c570fa6/)
    t.equal(line.calls().length, 0)
  }
})

t.test('a refusal that LINE takes back costs nothing for long', async (t) => {
  const { line, reply, troubles } = await connect(t)
  line.faults.set({ api: 'token', status: 401, times: 1 })
  matches(t, await reply(), { verdict: 'unauthorized', status: 401 })
  await until(async () => (await reply()).verdict === 'accepted')
  matches(t, troubles(), [
    { level: 'error' },
    { level: 'info', msg: 'LINE issues channel access tokens again' }
  ])
})

t.test('a life longer than a timer takes is no reason to ask on and on', async (t) => {
  const { url, paths } = await startServer(t, 200, () => token(1e12))
  const { accessToken } = await issueFrom(t, url)
  t.equal(await accessToken.get(soon()), 'a')
  await sleep(200)
  t.same(paths, ['/oauth2/v3/token'])
})

t.test('the log has neither the secret nor the token, whatever LINE says', async (t) => {
  const { url } = await startServer(t, 400, (request) => JSON.stringify({ error_description: request }))
  const { accessToken, log } = await issueFrom(t, url)
  const error = await accessToken.get(soon()).catch((error) => error)
  matches(t, error, { name: 'LineError', notIssued: true, message: /client_secret=…/ })
  matches(t, log, [{ level: 'debug', status: 400 }, { level: 'error' }])
  t.notMatch(JSON.stringify(log), SECRET)

  const well = await connect(t)
  await well.reply()
  const value = well.accessToken.current() ?? ''
  t.ok(value.length > 100)
  matches(t, well.log, [{ method: 'POST', path: '/oauth2/v3/token', status: 200, lineRequestId: /./ }])
  t.notMatch(JSON.stringify(well.log), value)
})

t.test('closed, it asks no more, and nobody waits', async (t) => {
  const { line, accessToken, troubles } = await connect(t)
  line.faults.set({ api: 'token', latencyMs: 2_000, status: 500 })
  const waiting = t.rejects(accessToken.get(soon()), { name: 'LineError', message: 'closed' })
  await until(() => line.faults.list().length > 0)
  accessToken.close()
  await waiting
  await t.rejects(accessToken.get(soon()), { message: 'closed' })
  t.same(troubles(), [])
})

t.test('what is asked about the channel is asked again with a new token, once', async (t) => {
  const { line, accessToken, statuses, forgetTokens } = await connectWithClock(t)
  const channel = createChannelClient({ sdkFor: createSdk(line.url), accessToken })
  matches(t, await channel.bot(), { profile: { displayName: 'Echo bot' } })
  forgetTokens()
  matches(t, await channel.bot(), { profile: { displayName: 'Echo bot' } })
  t.same(statuses(), [200, 200])
  forgetTokens()
  await t.rejects(channel.bot(), { name: 'LineError', status: 401, notIssued: undefined })
})

t.test('says why there is no token to ask about the channel with, in time', async (t) => {
  const { accessToken } = await issueFrom(t, `http://127.0.0.1:${await freePort()}`)
  const sdkFor = createSdk('http://127.0.0.1:1')
  const channel = createChannelClient({ sdkFor, accessToken, timeoutMs: 1_000 })
  await t.rejects(channel.bot(), { name: 'LineError', message: 'ECONNREFUSED', status: undefined })
})

const token = (seconds: unknown) => JSON.stringify({ access_token: 'a', expires_in: seconds })

t.test('a fault of ours is not taken for an outage of LINE: whoever waits hears of it', async (t) => {
  const line = await startLine(t)
  const { log, records } = await captureLog()
  const fault = new TypeError('ours')
  let isBroken = true
  const breaking = {
    ...log,
    error: log.error.bind(log),
    debug() {
      if (isBroken) throw fault
    }
  }
  const { accessToken, http } = await issueFrom(t, line.url, { log: breaking })
  const client = createReplyClient({ http, accessToken, outage: createOutage(), log })
  const [{ replyToken }] = line.create({ type: 'text' }) as [ReplyEvent]
  const reply = () =>
    client.reply({ replyToken, messages: [{ type: 'text', text: 'a' }] }, { deadline: soon() })
  await t.rejects(reply(), fault)
  matches(t, records, [{ level: 'error', err: { message: 'ours', stack: /./ } }])
  isBroken = false
  matches(t, await reply(), { verdict: 'accepted' }, 'and the next one has its own attempt')
})

t.test('a certificate that cannot be verified is told with its remedy', async (t) => {
  const { url } = await startTls(t, (_request, response) => response.end())
  const { accessToken, log } = await issueFrom(t, url)
  await t.rejects(accessToken.get(soon(3_000)), { message: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  matches(t, log, [{ level: 'warn', remedy: /NODE_EXTRA_CA_CERTS/ }])
})
