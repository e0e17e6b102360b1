import t from 'tap'
import { meaningOf } from '../../src/cli/webhook-test.ts'
import { CALLBACK, startBot, startLine } from '../helper.ts'
import { serverSaying } from '../http.ts'
import { doctor } from './run-doctor.ts'

/** What the doctor makes of a status that LINE's test of the right address got. */
const meaning = (statusCode: number) =>
  meaningOf({ reason: 'ERROR_STATUS_CODE', statusCode }, `https://bot.example${CALLBACK}`)

t.test('an answer that the bot never gives is what stands in front of it', async (t) => {
  const line = await startLine(t)
  const front = await serverSaying(t, 302, 'somebody else', { location: 'https://login.example/' })
  line.settings.webhookUrl = `${front}${CALLBACK}`
  const { status, output } = await doctor(t, line)
  t.equal(status, 1)
  t.match(
    output,
    /✗ webhook test {2}302 is no answer of the bot: .* redirects .*LINE does not follow.*\(LINE: ERROR_STATUS_CODE, /
  )
  for (const [status, cause] of [
    [301, /redirects/],
    [308, /redirects/],
    [401, /asks for a login/],
    [404, /the tunnel is gone/],
    [405, /takes no POST/],
    [418, /refused the request.*a firewall/],
    [429, /limits how many requests/],
    [500, /failed, or does not reach the bot/],
    [502, /does not reach the bot\. Is it running/],
    [504, /does not reach the bot/],
    [530, /does not reach the bot/],
    [600, /gave it/]
  ] as const) {
    t.match(meaning(status), `${status} is no answer of the bot: `)
    t.match(meaning(status), cause)
  }
})

t.test('an answer that the bot or another may have given has both causes', async (t) => {
  for (const [status, causes] of [
    [400, /something in front of the bot changes the request/],
    [403, /LINE_ERR_SIGNATURE.*LINE_CHANNEL_SECRET is of another channel.*a firewall, a tunnel or a login/],
    [413, /something in front of the bot changes the request/],
    [415, /something in front of the bot changes the request/],
    [503, /Redis is away \(its log says which\).*found no bot running/]
  ] as const) {
    t.match(meaning(status), causes)
    t.notMatch(meaning(status), 'is no answer of the bot')
  }
})

t.test('a 403 of LINE’s API is no wrong token: its words say what it is', async (t) => {
  const line = await startLine(t)
  const message = `Your ip address [203.0.113.9] is not allowed. ${'x'.repeat(64)}`
  const LINE_API_BASE_URL = await serverSaying(t, 403, JSON.stringify({ message }), {
    'content-type': 'application/json'
  })
  const { status, output } = await doctor(t, line, { LINE_API_BASE_URL })
  t.equal(status, 1)
  t.match(
    output,
    /✗ access token {2}LINE does not allow this call \(403\): if the channel lets only some addresses call it .*Security/
  )
  t.match(output, "LINE's words: Your ip address [203.0.113.9] is not allowed. …")
  t.notMatch(output, /refuses it|issue a new one/)
})

t.test('the log names every cause of a wrong signature; the answer names none', async (t) => {
  const line = await startLine(t)
  const { deliver, log } = await startBot(t, line)
  const { text } = await deliver([], { secret: 'of another channel' })
  t.notMatch(text, /secret|JSON|relay|emoji|hint/i)
  await deliver([], { signature: null })
  const [mismatch, absent] = log.filter(({ code }) => code === 'LINE_ERR_SIGNATURE')
  t.match(mismatch, { reason: 'mismatch', hint: /LINE_CHANNEL_SECRET.*emoji.*rewrites the JSON.*not LINE/ })
  t.equal(absent?.hint, undefined)
})
