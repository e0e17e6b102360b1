import { Type } from 'typebox'
import { FlexAction } from '../actions.ts'
import { OneOf } from '../scalars.ts'
import {
  AdjustMode,
  Align,
  Component,
  Count,
  Gravity,
  LineSpacing,
  letters,
  position,
  Space,
  scaling
} from './properties.ts'

/** @see https://developers.line.biz/en/reference/messaging-api/#span */
export const FlexSpan = Component('span', {}, { text: Type.String(), ...letters })

/** @see https://developers.line.biz/en/reference/messaging-api/#f-text */
export const FlexText = Component(
  'text',
  {},
  {
    text: Type.String(),
    contents: Type.Array(OneOf(FlexSpan)),
    ...letters,
    ...position,
    align: Align(),
    gravity: Gravity(),
    wrap: Type.Boolean(),
    lineSpacing: LineSpacing(),
    maxLines: Count(),
    margin: Space(),
    flex: Count(),
    adjustMode: AdjustMode(),
    scaling,
    action: FlexAction
  }
)
