import { Type } from 'typebox'
import { ENUMS } from '../../openapi/enums.ts'
import { FlexAction, FlexButtonAction } from '../actions.ts'
import { shared } from '../ajv.ts'
import { OneOf } from '../scalars.ts'
import { BoxReference, FlexIcon, ImageReference } from './media.ts'
import {
  AdjustMode,
  Angle,
  BorderWidth,
  BoxLength,
  CenterPosition,
  Color,
  Component,
  CornerRadius,
  Count,
  Gravity,
  Padding,
  position,
  Space,
  scaling
} from './properties.ts'
import { FlexText } from './text.ts'

/** @see https://developers.line.biz/en/reference/messaging-api/#button */
export const FlexButton = Component(
  'button',
  { action: FlexButtonAction },
  {
    ...position,
    flex: Count(),
    margin: Space(),
    height: Type.Enum(ENUMS.FlexButton.height),
    style: Type.Enum(ENUMS.FlexButton.style),
    color: Color(),
    gravity: Gravity(),
    adjustMode: AdjustMode(),
    scaling
  }
)

/** @see https://developers.line.biz/en/reference/messaging-api/#separator */
export const FlexSeparator = Component('separator', {}, { margin: Space(), color: Color() })

/** @see https://developers.line.biz/en/reference/messaging-api/#filler */
export const FlexFiller = Component('filler', {}, { flex: Count() })

/** @see https://developers.line.biz/en/docs/messaging-api/flex-message-layout/#linear-gradient-bg */
export const FlexBoxLinearGradient = Component(
  'linearGradient',
  { angle: Angle(), startColor: Color(), endColor: Color() },
  { centerColor: Color(), centerPosition: CenterPosition() }
)

/** @see https://developers.line.biz/en/reference/messaging-api/#box */
export const FlexBox = Component(
  'box',
  {
    layout: Type.Enum(ENUMS.FlexBox.layout),
    contents: Type.Array(
      OneOf(BoxReference, FlexButton, ImageReference, FlexIcon, FlexText, FlexSeparator, FlexFiller)
    )
  },
  {
    ...position,
    backgroundColor: Color(),
    borderColor: Color(),
    borderWidth: BorderWidth(),
    cornerRadius: CornerRadius(),
    width: BoxLength(),
    maxWidth: BoxLength(),
    height: BoxLength(),
    maxHeight: BoxLength(),
    flex: Count(),
    spacing: Space(),
    margin: Space(),
    paddingAll: Padding(),
    paddingTop: Padding(),
    paddingBottom: Padding(),
    paddingStart: Padding(),
    paddingEnd: Padding(),
    action: FlexAction,
    justifyContent: Type.Enum(ENUMS.FlexBox.justifyContent),
    alignItems: Type.Enum(ENUMS.FlexBox.alignItems),
    background: OneOf(FlexBoxLinearGradient)
  }
)

shared('FlexBox', FlexBox)
