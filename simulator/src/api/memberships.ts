import { LIMITS } from '../openapi/limits.ts'
import type * as messagingApi from '../openapi/messaging-api.ts'
import { findUser } from '../state/people.ts'
import { NOT_FOUND, Refusal } from './errors.ts'
import { idIn } from './ids.ts'
import type { Api } from './operation.ts'
import { pageOf } from './pages.ts'

/** https://developers.line.biz/en/reference/messaging-api/#membership */
export function memberships({ operation, channel: { memberships: state, people, now } }: Api): void {
  operation('getMembershipList', {}, (): { memberships: object[] } => ({
    memberships: [
      {
        membershipId: state.membershipId,
        ...state.plan,
        memberCount: state.members().length,
        memberLimit: null,
        isInAppPurchase: true,
        isPublished: true
      }
    ]
  }))

  operation('getMembershipSubscription', {}, ({ params }): messagingApi.GetMembershipSubscriptionResponse => {
    const userId = idIn(params, 'userId')
    if (!findUser(people, userId)) throw new Refusal(NOT_FOUND)
    const subscription = state.subscriptionOf(userId, now())
    return { subscriptions: subscription ? [subscription] : [] }
  })

  operation('getJoinedMembershipUsers', {}, ({ params, query }) => {
    if (params.membershipId !== String(state.membershipId)) throw new Refusal(NOT_FOUND)
    const { items, next } = pageOf(state.members(), { query, ...LIMITS.getJoinedMembershipUsers.limit })
    return { userIds: items, ...(next && { next }) }
  })
}
