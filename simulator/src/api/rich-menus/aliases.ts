import { type Static, Type } from 'typebox'
import type * as messagingApi from '../../openapi/messaging-api.ts'
import { detailed, invalidParameter, invalidProperty, Refusal } from '../errors.ts'
import { isRichMenuId } from '../ids.ts'
import type { Api } from '../operation.ts'

const MAX_ALIASES = 1_000
const ALIAS_ID = '^[a-z0-9_-]{1,32}$'

const createRichMenuAliasRequest = Type.Object({
  richMenuAliasId: Type.String({ pattern: ALIAS_ID }),
  richMenuId: Type.String()
})
const updateRichMenuAliasRequest = Type.Object({ richMenuId: Type.String() })

/**
 * Aliases of rich menus, for the action `richmenuswitch`.
 * https://developers.line.biz/en/reference/messaging-api/#rich-menu-alias
 */
export function richMenuAliases({ operation, channel: { richMenus } }: Api): void {
  const { aliases } = richMenus

  /** The id of the rich menu in the request. @throws Refusal if it does not exist */
  function target({ richMenuId }: Static<typeof updateRichMenuAliasRequest>): string {
    if (!isRichMenuId(richMenuId)) throw new Refusal(invalidProperty('richMenuId', 'invalid richMenuId'))
    if (richMenus.get(richMenuId)?.image) return richMenuId
    throw new Refusal(detailed(400, 'richmenu not found'))
  }

  /** The alias in the path. @throws Refusal if it does not exist */
  function find({ richMenuAliasId = '' }: Record<string, string>): messagingApi.RichMenuAliasResponse {
    if (!new RegExp(ALIAS_ID).test(richMenuAliasId)) throw new Refusal(invalidParameter('richMenuAliasId'))
    const richMenuId = aliases.get(richMenuAliasId)
    if (richMenuId === undefined) throw new Refusal(detailed(404, 'richmenu alias not found'))
    return { richMenuAliasId, richMenuId }
  }

  operation('createRichMenuAlias', { body: createRichMenuAliasRequest }, ({ body }) => {
    const richMenuId = target(body)
    if (aliases.has(body.richMenuAliasId)) throw new Refusal(detailed(400, 'conflict richmenu alias id'))
    if (aliases.size >= MAX_ALIASES) throw new Refusal(detailed(400, 'too many richmenu aliases'))
    aliases.set(body.richMenuAliasId, richMenuId)
    return {}
  })

  operation('getRichMenuAlias', {}, ({ params }) => find(params))

  operation('getRichMenuAliasList', {}, () => ({
    aliases: [...aliases].map(([richMenuAliasId, richMenuId]) => ({ richMenuAliasId, richMenuId }))
  }))

  operation('updateRichMenuAlias', { body: updateRichMenuAliasRequest }, ({ body, params }) => {
    aliases.set(find(params).richMenuAliasId, target(body))
    return {}
  })

  operation('deleteRichMenuAlias', {}, ({ params }) => {
    aliases.delete(find(params).richMenuAliasId)
    return {}
  })
}
