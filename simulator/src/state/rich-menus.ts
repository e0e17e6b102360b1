import type * as messagingApi from '../openapi/messaging-api.ts'
import type { File } from './content.ts'
import type { Ids } from './ids.ts'

export interface RichMenu {
  menu: messagingApi.RichMenuResponse
  image?: File
}

/**
 * The bot's rich menus, their aliases, and which one each user has: their own, else the default one.
 *
 * @param changed is told which users have another menu now, or that all may have
 * @see https://developers.line.biz/en/docs/messaging-api/using-rich-menus/
 */
export function createRichMenus(ids: Ids, changed: (userIds: string[] | 'all') => void) {
  const menus = new Map<string, RichMenu>()
  const aliases = new Map<string, string>()
  const links = new Map<string, string>()
  let defaultId: string | undefined

  return {
    aliases,
    list: (): RichMenu[] => [...menus.values()],
    get: (richMenuId: string): RichMenu | undefined => menus.get(richMenuId),

    create(request: messagingApi.RichMenuRequest): string {
      const richMenuId = `richmenu-${ids.hex(32)}`
      menus.set(richMenuId, { menu: { richMenuId, ...request } as messagingApi.RichMenuResponse })
      return richMenuId
    },

    /** The users that have it get the default menu. An alias stays, and leads nowhere. */
    delete(richMenuId: string): void {
      menus.delete(richMenuId)
      if (defaultId === richMenuId) defaultId = undefined
      for (const [userId, linked] of links) if (linked === richMenuId) links.delete(userId)
      changed('all')
    },

    defaultId: (): string | undefined => defaultId,
    setDefault(richMenuId: string | undefined): void {
      defaultId = richMenuId
      changed('all')
    },

    linked: (userId: string): string | undefined => links.get(userId),
    link(richMenuId: string, userIds: string[]): void {
      for (const userId of userIds) links.set(userId, richMenuId)
      changed(userIds)
    },
    unlink(userIds: string[]): void {
      for (const userId of userIds) links.delete(userId)
      changed(userIds)
    },
    /** The users whose own menu is this one, or any. */
    usersOf: (richMenuId?: string): string[] =>
      [...links].filter(([, id]) => richMenuId === undefined || id === richMenuId).map(([userId]) => userId),

    /** What a user sees below the chat. */
    current(userId: string): RichMenu | undefined {
      return menus.get(links.get(userId) ?? '') ?? menus.get(defaultId ?? '')
    }
  }
}

export type RichMenus = ReturnType<typeof createRichMenus>

/**
 * A user presses `richmenuswitch`: the menu behind the alias becomes theirs.
 *
 * @returns the status that the postback event tells
 * @see https://developers.line.biz/en/reference/messaging-api/#postback-params-object-for-richmenu-switch-action
 */
export function switchRichMenu(richMenus: RichMenus, userId: string, richMenuAliasId: string): string {
  const richMenuId = richMenus.aliases.get(richMenuAliasId)
  if (richMenuId === undefined) return 'RICHMENU_ALIAS_ID_NOTFOUND'
  if (!richMenus.get(richMenuId)?.image) return 'RICHMENU_NOTFOUND'
  richMenus.link(richMenuId, [userId])
  return 'SUCCESS'
}
