import { invalid } from '../../line-error.ts'
import type * as messagingApi from '../../openapi/messaging-api.ts'
import type { RichMenu, RichMenus } from '../../state/rich-menus.ts'
import type { Settings } from '../../state/settings.ts'
import { detailed, NOT_FOUND, Refusal } from '../errors.ts'
import type { Api } from '../operation.ts'
import { findingsOfRichMenu, type RichMenuRequest, richMenuRequest } from './rich-menu-object.ts'

const MAX_RICH_MENUS = 1_000

export const WITHOUT_IMAGE = detailed(400, 'must upload richmenu image before applying it to user')

/** https://developers.line.biz/en/reference/messaging-api/#rich-menu */
export function richMenus({ operation, channel: { richMenus: state, settings } }: Api): void {
  const options = { body: richMenuRequest, words: 'content' } as const

  operation('createRichMenu', options, ({ body }): messagingApi.RichMenuIdResponse => {
    check(body, settings)
    if (state.list().length >= MAX_RICH_MENUS) throw new Refusal(detailed(400, 'too many richmenus'))
    return { richMenuId: state.create(body as messagingApi.RichMenuRequest) }
  })

  operation('validateRichMenuObject', options, ({ body }) => {
    check(body, settings)
    return {}
  })

  operation('getRichMenuList', {}, () => ({ richmenus: state.list().map(({ menu }) => menu) }))
  operation('getRichMenu', {}, ({ params }) => findRichMenu(state, params).menu)

  operation('deleteRichMenu', {}, ({ params }) => {
    state.delete(findRichMenu(state, params).menu.richMenuId)
    return {}
  })
}

function check(body: RichMenuRequest, settings: Settings): void {
  const details = findingsOfRichMenu(body, settings).map(({ message, property }) => ({ message, property }))
  if (details.length > 0) throw new Refusal(invalid(details))
}

/** @throws Refusal (404) if the id in the path is unknown */
export function findRichMenu(state: RichMenus, { richMenuId = '' }: Record<string, string>): RichMenu {
  const found = state.get(richMenuId)
  if (found) return found
  throw new Refusal(NOT_FOUND)
}
