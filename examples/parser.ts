/** The style of LINE's parser: a route of your own that loops over the events. docs/handlers.md says what it does without. */
import type { webhook } from '@line/bot-sdk'
import { channelSecretsOf } from '#src/config/config.ts'
import type { CreateHandlers, CreateRoutes } from '#src/handlers/types.ts'
import { lineWebhook } from '#src/webhook/plugin.ts'

/** `/echobot/callback/` stays, and answers nothing: register the address of this bot's own route at LINE. */
export const createHandlers: CreateHandlers = () => ({})

export const createRoutes: CreateRoutes = (app) => {
  const channelSecret = channelSecretsOf(app.config)

  app.register(async (scope) => {
    scope.register(lineWebhook, { channelSecret })
    scope.post<{ Body: webhook.CallbackRequest }>('/callback', async ({ body }) => {
      const line = await app.bot.line.sdk()
      for (const event of body.events) {
        if (event.type !== 'message' || event.message.type !== 'text' || !event.replyToken) continue
        const { replyToken, message } = event
        await line.replyMessage({ replyToken, messages: [{ type: 'text', text: message.text }] })
      }
      return 'OK'
    })
  })
}
