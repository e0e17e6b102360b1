import { type Static, type TSchema, Type } from 'typebox'
import { RichMenuAction, RichMenuActionWithCamera } from '../../messages/actions.ts'
import { List, Text } from '../../messages/scalars.ts'
import { LIMITS } from '../../openapi/limits.ts'
import type { Settings } from '../../state/settings.ts'

const pixels = (minimum: number) => Type.Integer({ minimum, maximum: 2 ** 31 - 1 })

const richMenuWith = (action: TSchema) =>
  Type.Object({
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
        action
      }),
      LIMITS.RichMenuResponse.areas
    )
  })

const asDocumented = richMenuWith(RichMenuAction)
const withCamera = richMenuWith(RichMenuActionWithCamera)

/** https://developers.line.biz/en/reference/messaging-api/#rich-menu-object */
export const richMenuRequest = ({ acceptCameraInRichMenus }: Settings) =>
  acceptCameraInRichMenus ? withCamera : asDocumented

export type RichMenuRequest = Static<typeof asDocumented>

/** How much wider than high a rich menu is at least. */
export const MIN_RATIO = 1.45
