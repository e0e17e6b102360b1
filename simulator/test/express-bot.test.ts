import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { LineBotClient, middleware, type webhook } from '@line/bot-sdk'
import express from 'express'
import t from 'tap'
import { SECRET, startLine } from './support/line.ts'
import { matches } from './support/matches.ts'
import { until } from './support/until.ts'

t.test('a bot on Express with the SDK’s middleware works against it unchanged', async (t) => {
  const line = await startLine(t, { redelivery: true, redeliveryDelaysMs: [10, 10] })
  const client = LineBotClient.fromChannelAccessToken({
    channelAccessToken: 'access-token',
    apiBaseURL: line.url
  })
  let stumbles = 0
  const app = express()
  app.post('/webhook', middleware({ channelSecret: SECRET }), async (request, response) => {
    if (stumbles-- > 0) return response.status(500).end()
    for (const event of (request.body as webhook.CallbackRequest).events) {
      if (event.type !== 'message' || event.message.type !== 'text' || !event.replyToken) continue
      await client.replyMessage({
        replyToken: event.replyToken,
        messages: [{ type: 'text', text: event.message.text }]
      })
    }
    response.end()
  })
  // Express says which signature was wrong on stderr, unless somebody answers.
  app.use(((_error, _request, response, _next) => response.status(401).end()) as express.ErrorRequestHandler)
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  line.settings.webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`

  matches(t, await line.verify(), { status: 200 })
  matches(t, await line.say('hello'), {
    delivery: { status: 200 },
    replies: [{ type: 'text', text: 'hello' }]
  })
  matches(t, await line.say('hello', { signature: 'bad' }), { delivery: { status: 401 } })

  await until(() => line.exchanges.list().every((one) => one.ms !== undefined))
  stumbles = 1
  const { event, delivery } = await line.say('again')
  t.equal(delivery.status, 500)
  const { replyToken } = event as { replyToken?: string }
  const bodies = () => line.requests('replyMessage').map(({ body }) => body as { replyToken: string })
  await until(() => bodies().some((body) => body.replyToken === replyToken))
  const deliveries = line
    .webhooks()
    .filter(({ webhookEventIds }) => webhookEventIds.includes(event.webhookEventId))
  t.equal(deliveries.length, 2, 'its redelivery was answered')
})
