import { type Static, Type } from 'typebox'
import { OneOf, Text } from '../messages/scalars.ts'
import { createRecent } from '../state/recent.ts'
import { invalidProperty, lineError, NOT_FOUND, Refusal } from './errors.ts'
import type { Api } from './operation.ts'
import { pageOf } from './pages.ts'

const kind = <Name extends string>(type: Name, properties = {}) =>
  Type.Object({ type: Type.Literal(type), ...properties })
const amount = { fixedAmount: Type.Integer(), currency: Type.Optional(Type.String()) }
const percentage = { percentage: Type.Integer({ minimum: 1, maximum: 99 }) }

/** https://developers.line.biz/en/reference/messaging-api/#create-coupon */
const couponCreateRequest = Type.Object({
  title: Text(60),
  description: Type.Optional(Text(1_000, { min: 0 })),
  imageUrl: Type.Optional(Type.String()),
  barcodeImageUrl: Type.Optional(Type.String()),
  couponCode: Type.Optional(Type.String()),
  usageCondition: Type.Optional(Text(100, { min: 0 })),
  startTimestamp: Type.Integer(),
  endTimestamp: Type.Integer(),
  timezone: Type.String(),
  visibility: Type.Enum(['UNLISTED', 'PUBLIC']),
  maxUseCountPerTicket: Type.Integer({ maximum: 1 }),
  acquisitionCondition: OneOf(
    kind('normal'),
    kind('lottery', {
      lotteryProbability: Type.Integer({ minimum: 1, maximum: 99 }),
      maxAcquireCount: Type.Integer({ maximum: 999_999 })
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

type Coupon = Static<typeof couponCreateRequest> & {
  couponId: string
  createdTimestamp: number
  status: 'RUNNING' | 'CLOSED'
}

const STATUSES = ['DRAFT', 'RUNNING', 'CLOSED']

/** https://developers.line.biz/en/reference/messaging-api/#coupon */
export function coupons({ operation, channel: { ids, now } }: Api): void {
  const coupons = createRecent<Coupon>(10_000)

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
    const { items, next } = pageOf(all, { query, size: 20, max: 100 })
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
