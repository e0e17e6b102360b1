import { Type } from 'typebox'
import { MediaUrl, Text } from './scalars.ts'

/** @see https://developers.line.biz/en/reference/messaging-api/#icon-nickname-switch */
export const Sender = Type.Object({
  name: Type.Optional(Text(20, { min: 0 })),
  iconUrl: Type.Optional(MediaUrl())
})
