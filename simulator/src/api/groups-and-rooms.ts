import { LIMITS } from '../openapi/limits.ts'
import type * as messagingApi from '../openapi/messaging-api.ts'
import { findGathering, findUser } from '../state/people.ts'
import { NOT_FOUND, Refusal } from './errors.ts'
import { idIn } from './ids.ts'
import type { Api, Call } from './operation.ts'
import { pageOf } from './pages.ts'

/**
 * Group chats, and multi-person chats, which LINE calls rooms. Their operations differ only in name.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#group
 * @see https://developers.line.biz/en/reference/messaging-api/#chat-room
 */
export function groupsAndRooms(api: Api): void {
  operationsOn(api, 'Group')
  operationsOn(api, 'Room')
  const { operation, channel } = api

  operation('getGroupSummary', {}, ({ params }): messagingApi.GroupSummaryResponse => {
    const groupId = idIn(params, 'groupId')
    const group = findGathering(channel.people, groupId)
    if (!group) throw new Refusal(NOT_FOUND)
    const { displayName, pictureUrl } = group
    return { groupId, groupName: displayName, ...(pictureUrl && { pictureUrl }) }
  })
}

function operationsOn({ operation, channel }: Api, noun: 'Group' | 'Room'): void {
  const { people, announcements } = channel
  const idName = noun === 'Group' ? 'groupId' : 'roomId'

  function find({ params }: Call) {
    const found = findGathering(people, idIn(params, idName))
    if (found) return found
    throw new Refusal(NOT_FOUND)
  }

  // LINE returns the profiles of all members, not only of friends.
  operation(`get${noun}MemberProfile`, {}, (call): messagingApi.GroupUserProfileResponse => {
    const userId = idIn(call.params, 'userId')
    const user = find(call).members.includes(userId) && findUser(people, userId)
    if (!user) throw new Refusal(NOT_FOUND)
    const { displayName, pictureUrl } = user
    return { displayName, userId, ...(pictureUrl && { pictureUrl }) }
  })

  operation(`get${noun}MembersIds`, {}, (call): messagingApi.MembersIdsResponse => {
    const { start } = call.query
    const { max } = LIMITS.MembersIdsResponse.memberIds
    const { items, next } = pageOf(find(call).members, { query: { start }, default: max, max })
    return { memberIds: items, ...(next && { next }) }
  })

  operation(`get${noun}MemberCount`, {}, (call) => ({ count: find(call).members.length }))

  operation(`leave${noun}`, {}, (call) => {
    const gathering = find(call)
    const chatId = call.params[idName] ?? ''
    const source = noun === 'Group' ? 'group' : 'room'
    const events = channel.create({ type: 'leave', source, chatId })
    gathering.joined = false
    announcements.emit('people', {})
    channel.deliver(events)
    return {}
  })
}
