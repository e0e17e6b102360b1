/** In the style of LINE's parser: a route that loops over the events. docs/handlers.md lists what it lacks. */
import type { webhook } from '@line/bot-sdk'
import { channelSecretsOf } from '#src/config/config.ts'
import type { CreateHandlers, CreateRoutes } from '#src/handlers/types.ts'
import { lineWebhook } from '#src/webhook/plugin.ts'

/** `/echobot/callback/` still exists, but replies to nothing: register the address of the route below with LINE. */
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
