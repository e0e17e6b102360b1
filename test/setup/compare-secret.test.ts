/** The doctor finds out whether the bot, in an environment of its own, has the same channel secret. */
import { createServer } from 'node:http'
import t, { type Test } from 'tap'
import { compareSecret } from '../../src/setup/compare-secret.ts'
import { doctor } from '../cli/run-doctor.ts'
import { CALLBACK, freePort, issuing, type Line, SECRET, startBot, startLine } from '../helper.ts'
import { serverSaying } from '../http.ts'

const OTHER = { LINE_CHANNEL_SECRET: '0123456789abcdef0123456789abcdef' }

/** The line about the secret, and the doctor's exit status. */
async function secretLine(t: Test, line: Line, environment: Record<string, string> = {}) {
  const { status, output } = await doctor(t, line, environment)
  t.notMatch(output, OTHER.LINE_CHANNEL_SECRET)
  return [status, output.split('\n').find((line) => line.includes('bot’s secret'))]
}

/** A server in place of the bot, which knows LINE by its user agent; and the requests that it got. */
async function serve(t: Test, respond: (isLine: boolean) => { status: number; location?: string }) {
  const requests: { path: string | undefined; isLine: boolean; body: string }[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const isLine = String(request.headers['user-agent']).startsWith('LineBotWebhook')
    requests.push({ path: request.url, isLine, body })
    const { status, location } = respond(isLine)
    response.writeHead(status, location ? { location } : {})
    response.end(status === 403 ? '{"code":"LINE_ERR_SIGNATURE"}' : '')
  })
  const port = await freePort()
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  t.teardown(() => server.close().closeAllConnections())
  return { endpoint: `http://127.0.0.1:${port}${CALLBACK}`, requests }
}

t.test('names the environment whose channel secret is wrong', async (t) => {
  const line = await startLine(t)
  await startBot(t, line)
  t.same(await secretLine(t, line), [0, '✓ bot’s secret  the same as LINE_CHANNEL_SECRET here'])
  t.same(await secretLine(t, line, OTHER), [
    1,
    '✗ bot’s secret  not the same as LINE_CHANNEL_SECRET here. The bot’s is right: copy the Channel secret (your channel › Basic settings) into this environment'
  ])

  await startBot(t, line, OTHER)
  const botIsWrong =
    '✗ bot’s secret  not the same as LINE_CHANNEL_SECRET here. The bot’s is wrong: copy the Channel secret (your channel › Basic settings) into its environment, and restart the bot'
  t.same(await secretLine(t, line), [1, botIsWrong])
  t.same(await secretLine(t, line, OTHER), [
    1,
    '✗ bot’s secret  the same as LINE_CHANNEL_SECRET here, but LINE seems to sign with another: copy the Channel secret (your channel › Basic settings) into both environments, and restart the bot'
  ])
})

t.test('knows that a secret with which LINE issues tokens is right', async (t) => {
  const line = await startLine(t)
  const old = await serve(t, (isLine) => ({ status: isLine ? 200 : 403 }))
  line.settings.webhookUrl = old.endpoint
  t.same(await secretLine(t, line, issuing(line)), [
    1,
    '✗ bot’s secret  not the same as LINE_CHANNEL_SECRET here. LINE still signs with the bot’s, but the one here is newer: set the bot’s LINE_CHANNEL_SECRET to NEW,OLD, and restart the bot'
  ])
  const blocked = await serve(t, (isLine) => ({ status: isLine ? 403 : 200 }))
  line.settings.webhookUrl = blocked.endpoint
  t.same(await secretLine(t, line, issuing(line)), [
    1,
    '✗ bot’s secret  the same as LINE_CHANNEL_SECRET here, and the channel’s: something in front of the bot blocks or changes LINE’s webhooks'
  ])
})

t.test('blames neither secret when LINE does not reach the bot either', async (t) => {
  const line = await startLine(t)
  const bot = await serve(t, (isLine) => ({ status: isLine ? 502 : 403 }))
  line.settings.webhookUrl = bot.endpoint
  t.same(await secretLine(t, line), [
    1,
    '✗ bot’s secret  not the same as LINE_CHANNEL_SECRET here. Copy the Channel secret (your channel › Basic settings) into both environments, and restart the bot'
  ])
})

t.test('compares nothing while the secret is rotated', async (t) => {
  const line = await startLine(t)
  const both = { LINE_CHANNEL_SECRET: `${SECRET},${OTHER.LINE_CHANNEL_SECRET}` }
  await startBot(t, line, both)
  t.same(await secretLine(t, line, both), [0, undefined])
})

t.test('sends the signature of an empty webhook, and only to the webhook URL', async (t) => {
  const elsewhere = await serve(t, () => ({ status: 200 }))
  const front = await serve(t, () => ({ status: 307, location: elsewhere.endpoint }))
  t.same(await compareSecret(front.endpoint, SECRET), { unknown: 'the response to a signed webhook was 307' })
  t.same(elsewhere.requests, [])
  t.same(front.requests, [
    { path: CALLBACK, isLine: false, body: `{"destination":"U${'0'.repeat(32)}","events":[]}` }
  ])
  for (const [endpoint, unknown] of [
    [`http://bot.example${CALLBACK}`, 'the webhook URL is not https'],
    ['https://bot.example/callback', 'the webhook URL is not the bot’s'],
    [`http://127.0.0.1.example${CALLBACK}`, 'the webhook URL is not https'],
    [`http://127.0.0.1:${await freePort()}/echobot/callback`, 'this machine cannot reach the bot'],
    [`http://127.0.0.1:${await freePort()}${CALLBACK}?x=1`, 'this machine cannot reach the bot']
  ] as const) {
    t.same(await compareSecret(endpoint, SECRET), { unknown }, endpoint)
  }
})

t.test('takes the 403 of a firewall for no other secret', async (t) => {
  const firewall = await serverSaying(t, 403, 'Forbidden')
  t.same(await compareSecret(`${firewall}${CALLBACK}`, SECRET), {
    unknown: 'the response to a signed webhook was 403'
  })
})

t.test('gives up a server that does not respond', async (t) => {
  const server = createServer(() => {})
  const port = await freePort()
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve))
  t.teardown(() => server.close().closeAllConnections())
  t.same(await compareSecret(`http://127.0.0.1:${port}${CALLBACK}`, SECRET, 50), {
    unknown: 'this machine cannot reach the bot'
  })
})
