import type * as messagingApi from '../openapi/messaging-api.ts'
import type { File } from './content.ts'
import type { Ids } from './ids.ts'

export interface RichMenu {
  menu: messagingApi.RichMenuResponse
  image?: File
}

/**
 * The bot's rich menus and their aliases, and the rich menu of each user: their own, otherwise the default one.
 *
 * @param changed is called with the ids of users whose menu has changed, or with `all` if any may have changed
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

    /** Deletes a rich menu. Its users get the default menu; its aliases stay, but are dangling. */
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
    /** The users who have this menu as their own; without an id, all users with their own menu. */
    usersOf: (richMenuId?: string): string[] =>
      [...links].filter(([, id]) => richMenuId === undefined || id === richMenuId).map(([userId]) => userId),

    /** The rich menu that a user sees. */
    current(userId: string): RichMenu | undefined {
      return menus.get(links.get(userId) ?? '') ?? menus.get(defaultId ?? '')
    }
  }
}

export type RichMenus = ReturnType<typeof createRichMenus>

/**
 * Links the alias's menu to the user, as a tap on a `richmenuswitch` action does.
 *
 * @returns the status for the postback event
 * @see https://developers.line.biz/en/reference/messaging-api/#postback-params-object-for-richmenu-switch-action
 */
export function switchRichMenu(richMenus: RichMenus, userId: string, richMenuAliasId: string): string {
  const richMenuId = richMenus.aliases.get(richMenuAliasId)
  if (richMenuId === undefined) return 'RICHMENU_ALIAS_ID_NOTFOUND'
  if (!richMenus.get(richMenuId)?.image) return 'RICHMENU_NOTFOUND'
  richMenus.link(richMenuId, [userId])
  return 'SUCCESS'
}
