import { buffer } from 'node:stream/consumers'
import { channelAccessToken, HTTPFetchError, LineBotClient, type webhook } from '@line/bot-sdk'
import t, { type Test } from 'tap'
import { startBot } from '../support/echo-bot.ts'
import { type ReplyEvent, SECRET, startLine } from '../support/line.ts'
import { matches } from '../support/matches.ts'

/** LINE's official client, with the simulator for LINE. */
async function start(t: Test) {
  const line = await startLine(t)
  const client = LineBotClient.fromChannelAccessToken({
    channelAccessToken: 'access-token',
    apiBaseURL: line.url,
    dataApiBaseURL: line.url
  })
  return { line, client }
}

/** The error that a call ends in. */
const refusal = (call: Promise<unknown>): Promise<HTTPFetchError> =>
  call.then(
    () => Promise.reject(new Error('accepted')),
    (error) => error
  )

const HELLO = { type: 'text', text: 'hello' } as const

t.test('replies, and gets LINE’s error as it expects it', async (t) => {
  const { line, client } = await start(t)
  const [{ replyToken }] = line.create({ type: 'text' }) as [ReplyEvent]
  matches(t, await client.replyMessage({ replyToken, messages: [HELLO] }), {
    sentMessages: [{ id: /\d/, quoteToken: /./ }]
  })

  const error = await refusal(client.replyMessage({ replyToken, messages: [HELLO] }))
  t.ok(error instanceof HTTPFetchError)
  matches(t, error, { status: 400, body: '{"message":"Invalid reply token"}' })
  t.ok(error.headers.get('x-line-request-id'))
})

t.test('validates messages', async (t) => {
  const { client } = await start(t)
  await t.resolves(client.validateReply({ messages: [HELLO] }))
  matches(t, await refusal(client.validateReply({ messages: [{ type: 'text', text: '' }] })), {
    status: 400,
    body: /May not be empty/
  })
})

t.test('asks who the bot is', async (t) => {
  const { line, client } = await start(t)
  matches(t, await client.getBotInfo(), { ...line.people.bot, chatMode: 'bot', markAsReadMode: 'auto' })
})

t.test('gets a picture that a user sent, and nothing else', async (t) => {
  const { line, client } = await start(t)
  const [image, sticker] = line.create({ type: 'image' }, { type: 'sticker' }) as webhook.MessageEvent[]
  const { httpResponse, body } = await client.getMessageContentWithHttpInfo(image?.message.id ?? '')
  t.equal(httpResponse.headers.get('content-type'), 'image/jpeg')
  const bytes = await buffer(body)
  t.same(bytes.subarray(0, 3), Buffer.from('ffd8ff', 'hex'))
  matches(t, line.exchanges.list(), [{ response: `(${bytes.length} bytes)` }], 'the log has its length')
  for (const id of [sticker?.message.id ?? '', '1']) {
    matches(t, await refusal(client.getMessageContent(id)), { status: 404 })
  }
  const stranger = LineBotClient.fromChannelAccessToken({
    channelAccessToken: 'wrong',
    dataApiBaseURL: line.url
  })
  matches(t, await refusal(stranger.getMessageContent(image?.message.id ?? '')), { status: 401 })
})

t.test('shows a loading animation to a user, for 5, 10 … or 60 seconds', async (t) => {
  const { line, client } = await start(t)
  const chatId = line.people.users[0]?.userId ?? ''
  for (const request of [{ chatId }, { chatId, loadingSeconds: 5 }, { chatId, loadingSeconds: 60 }]) {
    const { httpResponse } = await client.showLoadingAnimationWithHttpInfo(request)
    t.equal(httpResponse.status, 202)
  }
  for (const loadingSeconds of [0, 4, 7, 65, 5.5, '20' as never]) {
    const error = await refusal(client.showLoadingAnimation({ chatId, loadingSeconds }))
    matches(t, error, { status: 400, body: /loadingSeconds/ }, String(loadingSeconds))
  }
  for (const chatId of [line.people.group.groupId, line.people.room.roomId, 'U1', undefined as never]) {
    matches(t, await refusal(client.showLoadingAnimation({ chatId })), { status: 400, body: /chatId/ })
  }
})

t.test('sets, gets and tests the webhook endpoint', async (t) => {
  const { line, client } = await start(t)
  matches(t, await refusal(client.getWebhookEndpoint()), { status: 404, body: /Webhook endpoint not found/ })
  matches(t, await refusal(client.testWebhookEndpoint()), { status: 404 })
  matches(t, await refusal(client.setWebhookEndpoint({ endpoint: 'nonsense' })), {
    status: 400,
    body: /Invalid webhook endpoint URL/
  })
  matches(t, await refusal(client.testWebhookEndpoint({ endpoint: 'ftp://x' })), { status: 400 })
  for (const endpoint of [
    'http://bot.example/',
    'http://10.0.0.1/',
    'http://localhost.example/',
    'https://'
  ]) {
    const refused = { status: 400, body: /Invalid webhook endpoint URL/ }
    matches(t, await refusal(client.setWebhookEndpoint({ endpoint })), refused, endpoint)
    matches(t, await refusal(client.testWebhookEndpoint({ endpoint })), refused, endpoint)
  }
  for (const endpoint of ['https://bot.example/', 'http://localhost:3000/', 'http://[::1]:3000/']) {
    await client.setWebhookEndpoint({ endpoint })
    matches(t, await client.getWebhookEndpoint(), { endpoint })
  }

  await startBot(t, line)
  const endpoint = line.settings.webhookUrl
  line.settings.webhookUrl = ''
  await client.setWebhookEndpoint({ endpoint })
  matches(t, await client.getWebhookEndpoint(), { endpoint, active: true })
  matches(t, await client.testWebhookEndpoint(), { success: true, statusCode: 200, reason: 'OK' })
  const elsewhere = await client.testWebhookEndpoint({ endpoint: endpoint.replace('callback', 'nowhere') })
  matches(t, elsewhere, { success: false, statusCode: 404, reason: 'ERROR_STATUS_CODE' })
  matches(t, await client.testWebhookEndpoint({ endpoint: 'http://127.0.0.1:1/' }), {
    success: false,
    reason: 'COULD_NOT_CONNECT'
  })
})

t.test('may test the webhook endpoint 60 times an hour', async (t) => {
  const { client } = await start(t)
  const endpoint = 'http://127.0.0.1:1/'
  for (let i = 0; i < 60; i++) await client.testWebhookEndpoint({ endpoint })
  matches(t, await refusal(client.testWebhookEndpoint({ endpoint })), { status: 429 })
})

t.test('issues a stateless token, good for 15 minutes', async (t) => {
  const line = await startLine(t)
  const tokens = new channelAccessToken.ChannelAccessTokenClient({ baseURL: line.url })
  const issued = await tokens.issueStatelessChannelToken('client_credentials', '', '', '2000000001', SECRET)
  matches(t, issued, { token_type: 'Bearer', expires_in: 900 })

  const client = LineBotClient.fromChannelAccessToken({
    channelAccessToken: issued.access_token,
    apiBaseURL: line.url
  })
  matches(t, await client.getBotInfo(), { displayName: 'Echo bot' })
  line.advance(901_000)
  matches(t, await refusal(client.getBotInfo()), { status: 401 })
  const wrong = tokens.issueStatelessChannelToken('client_credentials', '', '', '2000000001', 'wrong')
  matches(t, await refusal(wrong), { status: 400, body: /Invalid 'client_credentials'\./ })
  t.notMatch(JSON.stringify(line.exchanges.list()), new RegExp(`${SECRET}|${issued.access_token}`))
})
