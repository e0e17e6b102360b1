import type { Channel } from '../../channel.ts'
import { type Detail, invalid, type LineError } from '../../line-error.ts'

/**
 * Errors in references from messages that match the schema: quoted messages and coupons. LINE does not document the
 * messages.
 *
 * @param chat the id of the user, group or room if there is a single recipient; without it, nothing can be quoted
 * @see https://developers.line.biz/en/docs/messaging-api/get-quote-tokens/
 */
export function checkReferences(
  messages: unknown,
  { quoteTokens, coupons, settings }: Channel,
  chat?: string
): LineError | undefined {
  const details = (messages as { type: string; quoteToken?: unknown; couponId?: string }[]).flatMap(
    ({ type, quoteToken, couponId = '' }, index): Detail[] => {
      const isQuotable =
        typeof quoteToken !== 'string' || (chat !== undefined && quoteTokens.get(quoteToken) === chat)
      const hasCoupon = type !== 'coupon' || settings.acceptUnknownCoupons || coupons.has(couponId)
      return [
        ...(isQuotable
          ? []
          : [{ message: 'Invalid quote token', property: `messages[${index}].quoteToken` }]),
        ...(hasCoupon ? [] : [{ message: 'No such coupon', property: `messages[${index}].couponId` }])
      ]
    }
  )
  return details.length > 0 ? invalid(details) : undefined
}
