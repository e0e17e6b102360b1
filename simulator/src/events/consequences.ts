import type * as webhook from '../openapi/webhook.ts'
import { isReachable, type People } from '../state/people.ts'

/**
 * Makes people be where an event says that they are: who follows is a friend, who speaks in a group is in it, and so
 * is the bot.
 *
 * @returns whether anything has changed
 */
export function applyConsequences(event: webhook.Event, people: People): boolean {
  switch (event.source?.type) {
    case 'user':
      return befriend(event, people, event.source.userId)
    case 'group': {
      const { groupId, userId } = event.source
      return gather(
        event,
        people.groups.find((group) => group.groupId === groupId),
        userId
      )
    }
    case 'room': {
      const { roomId, userId } = event.source
      return gather(
        event,
        people.rooms.find((room) => room.roomId === roomId),
        userId
      )
    }
    default:
      return false
  }
}

function befriend({ type }: webhook.Event, { users }: People, userId: string | undefined): boolean {
  const user = users.find((one) => one.userId === userId)
  if (!user || (type === 'unfollow' ? user.blocked : isReachable(user))) return false
  if (type === 'unfollow') user.blocked = true
  else Object.assign(user, { friend: true, blocked: false })
  return true
}

function gather(
  event: webhook.Event,
  place: People['groups'][number] | People['rooms'][number] | undefined,
  author: string | undefined
): boolean {
  if (!place) return false
  const { joined, left } = event as Partial<webhook.MemberJoinedEvent & webhook.MemberLeftEvent>
  const come = [author, ...idsOf(joined)].filter((id) => id !== undefined && !place.members.includes(id))
  const gone = idsOf(left).filter((id) => id !== undefined && place.members.includes(id))
  const stays = event.type !== 'leave'
  if (come.length === 0 && gone.length === 0 && place.joined === stays) return false
  place.joined = stays
  place.members = [...place.members, ...(come as string[])].filter((id) => !gone.includes(id))
  return true
}

const idsOf = (those?: { members: webhook.UserSource[] }) =>
  (those?.members ?? []).map(({ userId }) => userId)
