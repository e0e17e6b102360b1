/** A typical bot: Express with the SDK's middleware and client. No log, no retries, no deduplication. */
import { messagingApi, middleware, type webhook } from '@line/bot-sdk'
import express from 'express'

const { LINE_CHANNEL_SECRET = '', LINE_CHANNEL_ACCESS_TOKEN = '', LINE_API_BASE_URL = '', PORT } = process.env
const client = new messagingApi.MessagingApiClient({
  channelAccessToken: LINE_CHANNEL_ACCESS_TOKEN,
  baseURL: LINE_API_BASE_URL
})

async function echo(event: webhook.Event): Promise<void> {
  if (event.type !== 'message' || event.message.type !== 'text' || !event.replyToken) return
  const messages = [{ type: 'text' as const, text: event.message.text }]
  await client.replyMessage({ replyToken: event.replyToken, messages })
}

const app = express()
app.post(
  '/echobot/callback/',
  middleware({ channelSecret: LINE_CHANNEL_SECRET }),
  async (request, response) => {
    await Promise.all(request.body.events.map(echo))
    response.end()
  }
)
app.listen(Number(PORT), '127.0.0.1')

process.on('SIGTERM', () => process.exit())
