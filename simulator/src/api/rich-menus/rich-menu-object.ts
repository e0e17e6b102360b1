import { type Static, type TSchema, Type } from 'typebox'
import { RichMenuAction, RichMenuActionWithCamera } from '../../messages/actions.ts'
import { compile, withoutNulls } from '../../messages/check-body.ts'
import { dotted, isOutside } from '../../messages/paths.ts'
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

/** Minimum aspect ratio (width / height). */
export const MIN_RATIO = 1.45

/** An error in a rich menu; `at` is a JSON pointer into it, `property` the same path in LINE's notation. */
interface RichMenuFault {
  at: string
  message: string
  property: string
}

const faultsAsDocumented = compile(asDocumented, () => 'content')
const faultsWithCamera = compile(withCamera, () => 'content')

/** All errors in a rich menu, in LINE's order. A property that is null counts as missing. */
export function faultsOfRichMenu(value: unknown, settings: Settings): RichMenuFault[] {
  const menu = withoutNulls(value)
  const faultsOf = settings.acceptCameraInRichMenus ? faultsWithCamera : faultsAsDocumented
  const faults = faultsOf(menu, settings)
  const isSound = isOutside(faults.map(({ at }) => at))
  return [
    ...faults.filter(({ isWrongType }) => isWrongType),
    ...faults.filter(({ isWrongType }) => !isWrongType),
    ...findingsOfRichMenu(menu as RichMenuRequest, settings, isSound)
  ].map(({ at, message }) => ({ at, message, property: dotted(at) }))
}

/**
 * Errors in a rich menu that matches the schema.
 *
 * @param isSound whether the value at a JSON pointer matches the schema; by default, all do
 */
export function findingsOfRichMenu(
  { size, areas }: RichMenuRequest,
  { acceptAreasOutsideRichMenu }: Settings,
  isSound: (at: string) => boolean = () => true
): RichMenuFault[] {
  const areSound = (at: string, names: string[]) => names.every((name) => isSound(`${at}/${name}`))
  if (!areSound('/size', ['width', 'height'])) return []
  if (size.width / size.height < MIN_RATIO) {
    const message = `aspect ratio (width / height) must be at least ${MIN_RATIO}`
    return [{ at: '/size', message, property: 'size' }]
  }
  if (acceptAreasOutsideRichMenu || !isSound('/areas')) return []
  return areas.flatMap((area, index) => {
    const at = `/areas/${index}/bounds`
    if (!areSound(at, ['x', 'y', 'width', 'height'])) return []
    const { x, y, width, height } = area.bounds
    if (x + width <= size.width && y + height <= size.height) return []
    return [{ at, message: 'must be inside the size of the rich menu', property: dotted(at) }]
  })
}
