import { Type } from 'typebox'
import { LIMITS } from '../openapi/limits.ts'
import { QuickReplyAction } from './actions.ts'
import { List, MediaUrl } from './scalars.ts'

/** @see https://developers.line.biz/en/reference/messaging-api/#quick-reply-button-object */
export const QuickReplyItem = Type.Object({
  type: Type.Optional(Type.Literal('action')),
  imageUrl: Type.Optional(MediaUrl()),
  action: QuickReplyAction
})

/** @see https://developers.line.biz/en/reference/messaging-api/#items-object */
export const QuickReply = Type.Object({ items: List(QuickReplyItem, { min: 1, ...LIMITS.QuickReply.items }) })
