import { Type } from 'typebox'
import { ENUMS } from '../../openapi/enums.ts'
import { FlexAction } from '../actions.ts'
import { shared } from '../ajv.ts'
import { Message, messageType } from '../message.ts'
import { List, OneOf, Text } from '../scalars.ts'
import { BoxReference, FlexVideo, ImageReference } from './media.ts'
import { Color, Component, Strict } from './properties.ts'
import { findingsOfFlex, oversize } from './rules.ts'

/** @see https://developers.line.biz/en/reference/messaging-api/#block-style */
export const FlexBlockStyle = Strict(
  {},
  { backgroundColor: Color(), separator: Type.Boolean(), separatorColor: Color() }
)

/** @see https://developers.line.biz/en/reference/messaging-api/#bubble-style */
export const FlexBubbleStyles = Strict(
  {},
  { header: FlexBlockStyle, hero: FlexBlockStyle, body: FlexBlockStyle, footer: FlexBlockStyle }
)

const block = OneOf(BoxReference)

/** @see https://developers.line.biz/en/reference/messaging-api/#bubble */
export const FlexBubble = Component(
  'bubble',
  {},
  {
    size: Type.Enum(ENUMS.FlexBubble.size),
    direction: Type.Enum(ENUMS.FlexBubble.direction),
    header: block,
    hero: OneOf(BoxReference, ImageReference, FlexVideo),
    body: block,
    footer: block,
    styles: FlexBubbleStyles,
    action: FlexAction
  }
)

const bubble = shared('FlexBubble', FlexBubble)

/** @see https://developers.line.biz/en/reference/messaging-api/#f-carousel */
export const FlexCarousel = Component('carousel', { contents: List(OneOf(bubble), { min: 1, max: 12 }) }, {})

/** @see https://developers.line.biz/en/reference/messaging-api/#flex-message */
export const FlexMessage = Message('flex', {
  altText: Text(1_500),
  contents: OneOf(bubble, FlexCarousel)
})

export const flex = messageType(FlexMessage, {
  isTooLarge: ({ contents }) => oversize(contents),
  findings: ({ contents }, _context, isSound) => findingsOfFlex(contents, isSound)
})
