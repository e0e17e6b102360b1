import type { FastifyInstance } from 'fastify'
import type { Channel } from '../channel.ts'
import { accountLink } from './account-link.ts'
import { audiences } from './audiences.ts'
import { botInfo } from './bot-info.ts'
import { chats } from './chats.ts'
import { content } from './content.ts'
import { coupons } from './coupons.ts'
import { groupsAndRooms } from './groups-and-rooms.ts'
import { insight } from './insight.ts'
import { liffApps } from './liff-apps.ts'
import { lineHttp } from './line-http.ts'
import { memberships } from './memberships.ts'
import { broadcast } from './messages/broadcast.ts'
import { multicast } from './messages/multicast.ts'
import { narrowcast } from './messages/narrowcast.ts'
import { notificationMessages } from './messages/notification-messages.ts'
import { push } from './messages/push.ts'
import { quota } from './messages/quota.ts'
import { reply } from './messages/reply.ts'
import { createSender } from './messages/send.ts'
import { validation } from './messages/validation.ts'
import { missionStickers } from './mission-stickers.ts'
import { modules } from './modules.ts'
import { createApi } from './operation.ts'
import { richMenuAliases } from './rich-menus/aliases.ts'
import { richMenuBatches } from './rich-menus/batches.ts'
import { richMenuImages } from './rich-menus/images.ts'
import { richMenus } from './rich-menus/rich-menus.ts'
import { richMenusOfUsers } from './rich-menus/users.ts'
import { createAssertions } from './tokens/assertions.ts'
import { shortLivedTokens } from './tokens/short-lived.ts'
import { statelessTokens } from './tokens/stateless.ts'
import { tokensWithExpiration } from './tokens/with-expiration.ts'
import { users } from './users.ts'
import { webhookSettings } from './webhook-settings.ts'

/**
 * LINE's API: one file per family of operations, in the order of LINE's reference.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/
 */
export async function lineApi(app: FastifyInstance, { channel }: { channel: Channel }): Promise<void> {
  app.register(lineHttp, { channel })
  const assertions = createAssertions(channel)
  const api = createApi(app, channel)
  const sender = createSender(channel)

  webhookSettings(api)
  content(api)
  shortLivedTokens(api)
  tokensWithExpiration(api, assertions)
  statelessTokens(api, assertions)
  reply(api)
  push(api, sender)
  multicast(api, sender)
  narrowcast(api, sender)
  broadcast(api, sender)
  notificationMessages(api, sender)
  validation(api)
  quota(api)
  chats(api)
  audiences(api)
  insight(api)
  users(api)
  memberships(api)
  botInfo(api)
  groupsAndRooms(api)
  richMenus(api)
  richMenuImages(api)
  richMenusOfUsers(api)
  richMenuAliases(api)
  richMenuBatches(api)
  accountLink(api)
  coupons(api)
  liffApps(api)
  modules(api)
  missionStickers(api)
  api.refuseMissing()
}
