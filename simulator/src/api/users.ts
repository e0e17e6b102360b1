import { LIMITS } from '../openapi/limits.ts'
import type * as messagingApi from '../openapi/messaging-api.ts'
import { findReachable, isReachable, type User } from '../state/people.ts'
import { NOT_FOUND, Refusal } from './errors.ts'
import { idIn } from './ids.ts'
import type { Api } from './operation.ts'
import { pageOf } from './pages.ts'

/** https://developers.line.biz/en/reference/messaging-api/#users */
export function users({ operation, channel: { people } }: Api): void {
  operation('getProfile', {}, ({ params }) => {
    const user = findReachable(people, idIn(params, 'userId'))
    if (!user) throw new Refusal(NOT_FOUND)
    return profileOf(user)
  })

  operation('getFollowers', {}, ({ query }): messagingApi.GetFollowersResponse => {
    const ids = people.users.filter(isReachable).map(({ userId }) => userId)
    const { items, next } = pageOf(ids, { query, ...LIMITS.getFollowers.limit })
    return { userIds: items, ...(next && { next }) }
  })
}

function profileOf({
  displayName,
  userId,
  language,
  pictureUrl,
  statusMessage
}: User): messagingApi.UserProfileResponse {
  return {
    displayName,
    userId,
    ...(language && { language }),
    ...(pictureUrl && { pictureUrl }),
    ...(statusMessage && { statusMessage })
  }
}
