/** The style of LINE's parser: a route of your own that loops over the events. docs/handlers.md says what it does without. */
import { LineBotClient, type webhook } from '@line/bot-sdk'
import Fastify from 'fastify'
import { lineWebhook } from '../src/webhook/plugin.ts'

export interface ParserOptions {
  channelSecret: string
  channelAccessToken: string
  /** another LINE Platform, e.g. a simulator */
  apiBaseURL?: string
}

export function createParser({ channelSecret, ...options }: ParserOptions) {
  const app = Fastify()
  const line = LineBotClient.fromChannelAccessToken(options)

  app.register(async (scope) => {
    scope.register(lineWebhook, { channelSecret })
    scope.post<{ Body: webhook.CallbackRequest }>('/callback', async ({ body }) => {
      for (const event of body.events) {
        if (event.type !== 'message' || event.message.type !== 'text' || !event.replyToken) continue
        const { replyToken, message } = event
        await line.replyMessage({ replyToken, messages: [{ type: 'text', text: message.text }] })
      }
      return 'OK'
    })
  })
  return app
}
