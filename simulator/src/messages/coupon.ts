import { Type } from 'typebox'
import { LIMITS } from '../openapi/limits.ts'
import { Message, messageType } from './message.ts'
import { Text } from './scalars.ts'

/** @see https://developers.line.biz/en/reference/messaging-api/#coupon-message */
export const CouponMessage = Message('coupon', {
  couponId: Text(1_000),
  deliveryTag: Type.Optional(
    Type.String({ characters: { min: 0, ...LIMITS.CouponMessage.deliveryTag }, pattern: '^[a-zA-Z0-9_]*$' })
  )
})

export const coupon = messageType(CouponMessage)
