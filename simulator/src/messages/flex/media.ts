import { Type } from 'typebox'
import { ENUMS } from '../../openapi/enums.ts'
import type * as messagingApi from '../../openapi/messaging-api.ts'
import { FlexAction, FlexVideoAction } from '../actions.ts'
import { shared } from '../ajv.ts'
import { MediaUrl, OneOf } from '../scalars.ts'
import {
  Align,
  AspectRatio,
  Color,
  Component,
  Count,
  FontSize,
  Gravity,
  ImageSize,
  position,
  Space,
  scaling
} from './properties.ts'

/** @see https://developers.line.biz/en/reference/messaging-api/#f-image */
export const FlexImage = Component(
  'image',
  { url: MediaUrl() },
  {
    ...position,
    flex: Count(),
    margin: Space(),
    align: Align(),
    gravity: Gravity(),
    size: ImageSize(),
    aspectRatio: AspectRatio(),
    aspectMode: Type.Enum(ENUMS.FlexImage.aspectMode),
    backgroundColor: Color(),
    action: FlexAction,
    animated: Type.Boolean()
  }
)

export const ImageReference = shared('FlexImage', FlexImage)

/** @see https://developers.line.biz/en/reference/messaging-api/#icon */
export const FlexIcon = Component(
  'icon',
  { url: MediaUrl() },
  { ...position, margin: Space(), size: FontSize(), aspectRatio: AspectRatio(), scaling }
)

/** A reference to a box, because boxes contain boxes. */
export const BoxReference = Type.Unsafe<messagingApi.FlexBox>({ $ref: 'FlexBox' })

/** @see https://developers.line.biz/en/reference/messaging-api/#f-video */
export const FlexVideo = Component(
  'video',
  { url: MediaUrl(), previewUrl: MediaUrl(), altContent: OneOf(BoxReference, ImageReference) },
  { aspectRatio: AspectRatio(), action: FlexVideoAction }
)
