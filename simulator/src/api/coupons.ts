import { Type } from 'typebox'
import { OneOf, Text } from '../messages/scalars.ts'
import { ENUMS } from '../openapi/enums.ts'
import { LIMITS } from '../openapi/limits.ts'
import type { Coupon } from '../state/coupons.ts'
import { invalidProperty, lineError, NOT_FOUND, Refusal } from './errors.ts'
import type { Api } from './operation.ts'
import { pageOf } from './pages.ts'

const kind = <Name extends string>(type: Name, properties = {}) =>
  Type.Object({ type: Type.Literal(type), ...properties })
const integer = ({ min, max }: { min?: number; max: number }) =>
  Type.Integer({ ...(min !== undefined && { minimum: min }), maximum: max })
const amount = { fixedAmount: Type.Integer(), currency: Type.Optional(Type.String()) }
const percentage = { percentage: integer(LIMITS.DiscountPercentagePriceInfoRequest.percentage) }

/** https://developers.line.biz/en/reference/messaging-api/#create-coupon */
const couponCreateRequest = Type.Object({
  title: Text(LIMITS.CouponCreateRequest.title.max),
  description: Type.Optional(Text(LIMITS.CouponCreateRequest.description.max, { min: 0 })),
  imageUrl: Type.Optional(Type.String()),
  barcodeImageUrl: Type.Optional(Type.String()),
  couponCode: Type.Optional(Type.String()),
  usageCondition: Type.Optional(Text(LIMITS.CouponCreateRequest.usageCondition.max, { min: 0 })),
  startTimestamp: Type.Integer(),
  endTimestamp: Type.Integer(),
  timezone: Type.String(),
  visibility: Type.Enum(ENUMS.CouponCreateRequest.visibility),
  maxUseCountPerTicket: integer(LIMITS.CouponCreateRequest.maxUseCountPerTicket),
  acquisitionCondition: OneOf(
    kind('normal'),
    kind('lottery', {
      lotteryProbability: integer(LIMITS.LotteryAcquisitionConditionRequest.lotteryProbability),
      maxAcquireCount: integer(LIMITS.LotteryAcquisitionConditionRequest.maxAcquireCount)
    })
  ),
  reward: Type.Optional(
    OneOf(
      kind('cashBack', {
        priceInfo: Type.Optional(OneOf(kind('fixed', amount), kind('percentage', percentage)))
      }),
      kind('discount', {
        priceInfo: Type.Optional(
          OneOf(
            kind('fixed', amount),
            kind('percentage', percentage),
            kind('explicit', { originalPrice: Type.Integer(), priceAfterDiscount: Type.Integer() })
          )
        )
      }),
      kind('free'),
      kind('gift'),
      kind('others')
    )
  )
})

const STATUSES: readonly string[] = ENUMS.listCoupon.status

/** https://developers.line.biz/en/reference/messaging-api/#coupon */
export function coupons({ operation, channel: { coupons, ids, now } }: Api): void {
  function find({ couponId = '' }: Record<string, string>): Coupon {
    const found = coupons.get(couponId)
    if (found) return found
    throw new Refusal(NOT_FOUND)
  }

  operation('createCoupon', { body: couponCreateRequest }, ({ body }) => {
    if (body.endTimestamp <= body.startTimestamp) {
      throw new Refusal(invalidProperty('endTimestamp', 'Must be later than startTimestamp'))
    }
    const couponId = ids.hex(26)
    coupons.set(couponId, {
      ...body,
      couponId,
      createdTimestamp: Math.floor(now() / 1_000),
      status: 'RUNNING'
    })
    return { couponId }
  })

  operation('listCoupon', {}, ({ query }) => {
    const wanted = [query.status ?? []].flat().flatMap((one) => one.split(','))
    if (wanted.some((one) => !STATUSES.includes(one))) {
      throw new Refusal(
        invalidProperty('status', `Must be one of the following values: [${STATUSES.join(', ')}]`)
      )
    }
    const all = [...coupons.values()].filter(({ status }) => wanted.length === 0 || wanted.includes(status))
    const { items, next } = pageOf(all, { query, ...LIMITS.listCoupon.limit })
    return { items: items.map(({ couponId, title }) => ({ couponId, title })), ...(next && { next }) }
  })

  operation('getCouponDetail', {}, ({ params }) => find(params))

  operation('closeCoupon', {}, ({ params }) => {
    const coupon = find(params)
    if (coupon.status === 'CLOSED') throw new Refusal(lineError(410, 'The coupon is already closed'))
    coupon.status = 'CLOSED'
    return {}
  })
}
