import type * as messagingApi from '../openapi/messaging-api.ts'
import type * as webhook from '../openapi/webhook.ts'

/** The bot's only membership plan. */
const PLAN = {
  title: 'Gold',
  description: 'The membership plan of the simulator',
  benefits: ['A greeting every morning'],
  price: 500,
  currency: 'JPY' as const
}

/**
 * The subscribers of the bot's membership plan. `membership` events change them.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/use-membership-features/
 */
export function createMemberships() {
  const membershipId = 3189
  const joinedAt = new Map<string, number>()

  return {
    membershipId,
    plan: PLAN,

    take(event: webhook.Event): void {
      if (event.type !== 'membership' || event.source?.type !== 'user') return
      const { userId = '' } = event.source
      if (event.membership.type === 'left') joinedAt.delete(userId)
      else if (!joinedAt.has(userId)) joinedAt.set(userId, event.timestamp)
    },

    members: (): string[] => [...joinedAt.keys()],

    /** A user's subscription at the time `now` (milliseconds since the epoch); undefined for non-members. */
    subscriptionOf(userId: string, now: number): messagingApi.Subscription | undefined {
      const joined = joinedAt.get(userId)
      if (joined === undefined) return
      const months = monthsBetween(joined, now)
      return {
        membership: { membershipId, ...PLAN },
        user: {
          membershipNo: [...joinedAt.keys()].indexOf(userId) + 1,
          joinedTime: Math.floor(joined / 1_000),
          nextBillingDate: afterMonths(joined, months + 1)
            .toISOString()
            .slice(0, 10),
          totalSubscriptionMonths: months + 1
        }
      }
    }
  }
}

function monthsBetween(from: number, to: number): number {
  let months = 0
  while (afterMonths(from, months + 1).getTime() <= to) months++
  return months
}

function afterMonths(from: number, months: number): Date {
  const date = new Date(from)
  date.setUTCMonth(date.getUTCMonth() + months)
  return date
}
