import { Type } from 'typebox'
import { List } from '../../messages/scalars.ts'
import { LIMITS } from '../../openapi/limits.ts'
import { findReachable } from '../../state/people.ts'
import type { RichMenus } from '../../state/rich-menus.ts'
import { detailed, invalidProperty, Refusal } from '../errors.ts'
import { idIn, isUserId } from '../ids.ts'
import type { Api } from '../operation.ts'
import { findRichMenu, WITHOUT_IMAGE } from './rich-menus.ts'

const userIds = List(Type.String(), LIMITS.RichMenuBulkLinkRequest.userIds)

/**
 * The rich menus of users: their own, otherwise the default one.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#default-rich-menu
 * @see https://developers.line.biz/en/reference/messaging-api/#per-user-rich-menu
 */
export function richMenusOfUsers({ operation, channel: { richMenus, people } }: Api): void {
  /** LINE silently skips users who are not friends. */
  const friends = (ids: string[]) => ids.filter((id) => findReachable(people, id))

  operation('setDefaultRichMenu', {}, ({ params }) => {
    richMenus.setDefault(withImage(richMenus, params))
    return {}
  })

  operation('getDefaultRichMenuId', {}, () => {
    const richMenuId = richMenus.defaultId()
    if (!richMenuId) throw new Refusal(detailed(404, 'no default richmenu'))
    return { richMenuId }
  })

  operation('cancelDefaultRichMenu', {}, () => {
    richMenus.setDefault(undefined)
    return {}
  })

  operation('linkRichMenuIdToUser', {}, ({ params }) => {
    const userId = idIn(params, 'userId')
    richMenus.link(withImage(richMenus, params), friends([userId]))
    return {}
  })

  operation('getRichMenuIdOfUser', {}, ({ params }) => {
    const richMenuId = richMenus.linked(idIn(params, 'userId'))
    if (!richMenuId) throw new Refusal(detailed(404, 'the user has no richmenu'))
    return { richMenuId }
  })

  operation('unlinkRichMenuIdFromUser', {}, ({ params }) => {
    richMenus.unlink([idIn(params, 'userId')])
    return {}
  })

  const bulkLink = Type.Object({ richMenuId: Type.String(), userIds })
  operation('linkRichMenuIdToUsers', { body: bulkLink }, ({ body, reply }) => {
    checkUserIds(body.userIds)
    richMenus.link(withImage(richMenus, body), friends(body.userIds))
    return reply.status(202).send({})
  })

  operation('unlinkRichMenuIdFromUsers', { body: Type.Object({ userIds }) }, ({ body, reply }) => {
    checkUserIds(body.userIds)
    richMenus.unlink(body.userIds)
    return reply.status(202).send({})
  })
}

/** The id of a rich menu with an image. @throws Refusal if it does not exist or has no image */
function withImage(richMenus: RichMenus, { richMenuId = '' }: { richMenuId?: string }): string {
  const { image } = findRichMenu(richMenus, { richMenuId })
  if (!image) throw new Refusal(WITHOUT_IMAGE)
  return richMenuId
}

function checkUserIds(ids: string[]): void {
  const wrong = ids.findIndex((id) => !isUserId(id))
  if (wrong >= 0) throw new Refusal(invalidProperty(`userIds[${wrong}]`, 'Must be the ID of a user'))
}
