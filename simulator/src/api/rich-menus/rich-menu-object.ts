import { Type } from 'typebox'
import { RichMenuAction } from '../../messages/actions.ts'
import { List, Text } from '../../messages/scalars.ts'
import { LIMITS } from '../../openapi/limits.ts'

const pixels = (minimum: number) => Type.Integer({ minimum, maximum: 2 ** 31 - 1 })

/** https://developers.line.biz/en/reference/messaging-api/#rich-menu-object */
export const richMenuRequest = Type.Object({
  size: Type.Object({
    width: Type.Integer({ minimum: 800, maximum: 2_500 }),
    height: Type.Integer({ minimum: 250 })
  }),
  selected: Type.Boolean(),
  name: Text(LIMITS.RichMenuRequest.name.max),
  chatBarText: Text(LIMITS.RichMenuRequest.chatBarText.max),
  areas: List(
    Type.Object({
      bounds: Type.Object({ x: pixels(0), y: pixels(0), width: pixels(1), height: pixels(1) }),
      action: RichMenuAction
    }),
    LIMITS.RichMenuResponse.areas
  )
})

/** How much wider than high a rich menu is at least. */
export const MIN_RATIO = 1.45
