import type { ENUMS } from '../openapi/enums.ts'
import { createRecent } from './recent.ts'

/** A coupon, with the request that created it. */
export interface Coupon {
  couponId: string
  title: string
  /** seconds since the epoch */
  createdTimestamp: number
  status: (typeof ENUMS.listCoupon.status)[number]
}

export const createCoupons = () => createRecent<Coupon>(10_000)
