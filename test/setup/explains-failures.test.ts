/** The page and the doctor tell LINE's refusals from wrong tokens, and the bot's responses from those in front of it. */
import t from 'tap'
import { explainWebhookTest } from '../../src/setup/explain-webhook-test.ts'
import { doctor } from '../cli/run-doctor.ts'
import { CALLBACK, matches, startBot, startLine, textEvent } from '../helper.ts'
import { get, serverSaying } from '../http.ts'

/** What the doctor makes of a status that LINE's test of the right address got. */
const explanation = (statusCode: number) =>
  explainWebhookTest({ reason: 'ERROR_STATUS_CODE', statusCode }, `https://bot.example${CALLBACK}`)

t.test('a status that the bot never responds with comes from what is in front of it', async (t) => {
  const line = await startLine(t)
  const front = await serverSaying(t, 302, 'somebody else', { location: 'https://login.example/' })
  line.settings.webhookUrl = `${front}${CALLBACK}`
  const { status, output } = await doctor(t, line)
  t.equal(status, 1)
  t.match(
    output,
    /✗ webhook test {2}The bot never responds with 302: .* redirects .*LINE does not follow.*\(LINE: ERROR_STATUS_CODE, /
  )
  for (const [status, cause] of [
    [301, /redirects/],
    [308, /redirects/],
    [401, /asks for a login/],
    [404, /the tunnel is closed/],
    [405, /does not accept POST/],
    [418, /a firewall.* refused the request/],
    [429, /limits the rate of requests/],
    [500, /failed, or cannot reach the bot/],
    [502, /cannot reach the bot\. Check that the bot is running/],
    [504, /cannot reach the bot/],
    [530, /cannot reach the bot/],
    [600, /something in front of it .* does$/]
  ] as const) {
    t.match(explanation(status), `The bot never responds with ${status}: `)
    matches(t, explanation(status), cause)
  }
})

t.test('a status that the bot or another server may have sent has both causes', async (t) => {
  for (const [status, causes] of [
    [400, /something in front of the bot changes the request/],
    [
      403,
      /LINE_CHANNEL_SECRET belongs to another channel.*a firewall, a tunnel or a login.*LINE_ERR_SIGNATURE/
    ],
    [413, /something in front of the bot changes the request/],
    [415, /something in front of the bot changes the request/],
    [503, /cannot reach Redis.*found no bot running.*log shows which/]
  ] as const) {
    matches(t, explanation(status), causes)
    t.notMatch(explanation(status), 'The bot never responds with')
  }
})

t.test('after a 403 of LINE’s API, neither the page nor the doctor calls the token wrong', async (t) => {
  const line = await startLine(t)
  const message = `Your ip address [203.0.113.9] is not allowed <b>here</b>. ${'x'.repeat(64)}`
  const LINE_API_BASE_URL = await serverSaying(t, 403, JSON.stringify({ message }), {
    'content-type': 'application/json'
  })
  const shown = message.replace('x'.repeat(64), '…')
  const wrongToken = /refuses it|wrong or was revoked|Issue a new one/

  const { status, output } = await doctor(t, line, { LINE_API_BASE_URL })
  t.equal(status, 1)
  t.match(output, /✗ access token {2}LINE does not allow the bot’s calls\. .*Security/)
  t.match(output, `LINE’s error message (403): ${shown}`)
  t.notMatch(output, wrongToken)

  const { url, deliver } = await startBot(t, line, { LINE_API_BASE_URL })
  const statusAt = async () => JSON.parse((await get(`${url}/status`)).text)
  matches(t, await statusAt(), { accessToken: 'forbidden', lineError: { status: 403, message: shown } })
  const page = (await get(`${url}/`)).text
  t.match(page, /LINE does not allow the bot’s calls\./)
  t.match(page, 'Your ip address [203.0.113.9] is not allowed &#60;b&#62;here&#60;/b&#62;.')
  t.notMatch(page, wrongToken)

  await deliver(textEvent('hello'))
  matches(t, (await statusAt()).lastFailure, { reason: 'credentials', status: 403, message: shown })
  t.notMatch((await get(`${url}/`)).text, wrongToken)
})

t.test('the log names every cause of a wrong signature; the response names none', async (t) => {
  const line = await startLine(t)
  const { deliver, log } = await startBot(t, line)
  const { text } = await deliver([], { secret: 'of another channel' })
  t.notMatch(text, /secret|JSON|relay|emoji|hint/i)
  await deliver([], { signature: null })
  const [mismatch, absent] = log.filter(({ code }) => code === 'LINE_ERR_SIGNATURE')
  matches(t, mismatch, {
    reason: 'mismatch',
    hint: /LINE_CHANNEL_SECRET.*emoji.*rewrites the JSON.*not come from LINE/
  })
  t.equal(absent?.hint, undefined)
})
