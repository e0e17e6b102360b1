import type * as webhook from '../openapi/webhook.ts'
import { isReachable, type People } from '../state/people.ts'
import { ImpossibleEventError } from './event-source.ts'

/** Events that imply that the bot is in the group or room. */
const JOINED = new Set<webhook.Event['type']>(['join', 'memberJoined'])

/**
 * Checks, in order, that the bot is in the group or room of each event.
 *
 * @throws ImpossibleEventError after the bot has left, until it joins again
 */
export function checkPresence(events: webhook.Event[], { groups, rooms }: People): void {
  const left = new Set<string>()
  for (const place of [...groups, ...rooms]) if (!place.joined) left.add(idOf(place))
  for (const { type, source } of events) {
    if (source?.type !== 'group' && source?.type !== 'room') continue
    const id = source.type === 'group' ? source.groupId : source.roomId
    if (JOINED.has(type)) left.delete(id)
    if (left.has(id)) {
      const name = [...groups, ...rooms].find((place) => idOf(place) === id)?.displayName
      throw new ImpossibleEventError(
        `the bot is not in the ${source.type} ${name}, so LINE sends no events from it: send a join event first`
      )
    }
    if (type === 'leave') left.add(id)
  }
}

const idOf = (place: People['groups'][number] | People['rooms'][number]): string =>
  'groupId' in place ? place.groupId : place.roomId

/**
 * Applies an event to the people: a user who follows becomes a friend, a user who writes in a group becomes a member,
 * and the bot joins and leaves.
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
  const isIn = event.type !== 'leave' && (place.joined || JOINED.has(event.type))
  if (come.length === 0 && gone.length === 0 && place.joined === isIn) return false
  place.joined = isIn
  place.members = [...place.members, ...(come as string[])].filter((id) => !gone.includes(id))
  return true
}

const idsOf = (those?: { members: webhook.UserSource[] }) =>
  (those?.members ?? []).map(({ userId }) => userId)
