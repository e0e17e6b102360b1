import { type TProperties, Type } from 'typebox'
import { ENUMS } from '../../openapi/enums.ts'
import type { MeasureRule } from '../measures.ts'
import { optional } from '../scalars.ts'

const { Boolean: Flag, Enum, Integer, Literal, String: AnyText } = Type

const measure = (rule: MeasureRule) => AnyText({ measure: rule })

/** `#RRGGBB` or `#RRGGBBAA` */
export const Color = () => AnyText({ pattern: '^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$' })

/** `{width}:{height}` */
export const AspectRatio = () => AnyText({ ratio: true })

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#other-component-size */
export const FontSize = () => measure({ units: ['px'], keywords: ENUMS.FlexTextFontSize })
/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#image-size */
export const ImageSize = () => measure({ units: ['px', '%'], keywords: ENUMS.FlexImageSize })
/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#box-width */
export const BoxLength = () => measure({ units: ['px', '%'] })
/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#spacing-property */
export const Space = () => measure({ units: ['px'], keywords: ENUMS.FlexMargin })
/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#padding-property */
export const Padding = () => measure({ units: ['px', '%'], keywords: ENUMS.FlexBoxPadding })
/** An offset may be negative. @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#component-offset */
const Offset = () =>
  measure({ units: ['px', '%'], keywords: ENUMS.FlexOffset, min: Number.NEGATIVE_INFINITY })
export const BorderWidth = () => measure({ units: ['px'], keywords: ENUMS.FlexBoxBorderWidth })
export const CornerRadius = () => measure({ units: ['px'], keywords: ENUMS.FlexBoxCornerRadius })
export const LineSpacing = () => measure({ units: ['px'] })
export const Angle = () => measure({ units: ['deg'], below: 360 })
export const CenterPosition = () => measure({ units: ['%'], max: 100 })

/** A non-negative integer, such as `flex` and `maxLines`. */
export const Count = () => Integer({ minimum: 0, maximum: 2 ** 31 - 1 })

/** Properties for a component's position. */
export const position = {
  position: Enum(ENUMS.FlexBox.position),
  offsetTop: Offset(),
  offsetBottom: Offset(),
  offsetStart: Offset(),
  offsetEnd: Offset()
}

export const Align = () => Enum(ENUMS.FlexText.align)
export const Gravity = () => Enum(ENUMS.FlexText.gravity)
export const AdjustMode = () => Enum(ENUMS.FlexText.adjustMode)

/** Properties for the style of a text or span. */
export const letters = {
  size: FontSize(),
  color: Color(),
  weight: Enum(ENUMS.FlexText.weight),
  style: Enum(ENUMS.FlexText.style),
  decoration: Enum(ENUMS.FlexText.decoration)
}

export const scaling = Flag()

/** An object of a Flex Message. Unlike elsewhere, LINE rejects unknown properties. */
export const Strict = <Required extends TProperties, Others extends TProperties>(
  required: Required,
  others: Others
) => Type.Object({ ...required, ...optional(others) }, { additionalProperties: false })

/** A component of a Flex Message. */
export const Component = <Name extends string, Required extends TProperties, Others extends TProperties>(
  type: Name,
  required: Required,
  others: Others
) => Strict({ type: Literal(type), ...required }, others)
