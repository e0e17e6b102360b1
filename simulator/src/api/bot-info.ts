import type * as messagingApi from '../openapi/messaging-api.ts'
import type { Api } from './operation.ts'

/** https://developers.line.biz/en/reference/messaging-api/#bot */
export function botInfo({ operation, channel: { people } }: Api): void {
  operation('getBotInfo', {}, (): messagingApi.BotInfoResponse => {
    return { ...people.bot, chatMode: 'bot', markAsReadMode: 'auto' }
  })
}
