import createError from '@fastify/error'
import { ENUMS } from '../openapi/enums.ts'
import type * as webhook from '../openapi/webhook.ts'
import type { People, User } from '../state/people.ts'
import type { EventSpec, EventSpecKind } from './event-spec.ts'

/** An event that LINE could not send. */
export const ImpossibleEventError = createError('SIMULATOR_ERR_EVENT', '%s', 400)
const UnknownUserError = createError('SIMULATOR_ERR_USER', 'unknown user %s: the users are %s', 400)

type SourceType = webhook.Source['type']

const EVERYWHERE: readonly SourceType[] = ENUMS.Source.type
const GATHERINGS = EVERYWHERE.filter((type) => type !== 'user')

/**
 * Possible sources of each event; the first one is the default.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
const PLACES: Partial<Record<EventSpecKind, readonly SourceType[]>> = {
  messageEdited: ['group'],
  join: GATHERINGS,
  leave: GATHERINGS,
  memberJoined: GATHERINGS,
  memberLeft: GATHERINGS,
  follow: ['user'],
  unfollow: ['user'],
  accountLink: ['user'],
  beacon: ['user'],
  membership: ['user'],
  module: [],
  botSuspended: [],
  botResumed: [],
  delivery: []
}

/** Events of a group or room whose source has no user id. */
const WITHOUT_AUTHOR = new Set<EventSpecKind>([
  'join',
  'leave',
  'memberJoined',
  'memberLeft',
  'activated',
  'deactivated'
])

/**
 * The source of an event, or none for events about the bot itself.
 *
 * @throws ImpossibleEventError when LINE sends no such event from there
 */
export function sourceOf(spec: EventSpec, people: People): webhook.Source | undefined {
  const places = PLACES[spec.type] ?? (spec.mention === undefined ? EVERYWHERE : GATHERINGS)
  const type = spec.source ?? places[0]
  if (spec.source && !places.includes(spec.source)) throw new ImpossibleEventError(whyNot(spec, places))
  if (type === undefined) return
  if (type === 'user') {
    if (spec.anonymous)
      throw new ImpossibleEventError(
        'anonymous is possible in groups and rooms only: in a chat with one user, the source has the user id'
      )
    return { type, userId: userOf(spec.user, people).userId }
  }
  const author =
    spec.anonymous || WITHOUT_AUTHOR.has(spec.type) ? {} : { userId: userOf(spec.user, people).userId }
  if (type === 'group') return { type, groupId: chatOf(people.groups, 'groupId', spec.chatId), ...author }
  return { type, roomId: chatOf(people.rooms, 'roomId', spec.chatId), ...author }
}

function whyNot({ type, source, mention }: EventSpec, places: readonly SourceType[]): string {
  if (places.length === 0) return `${type} has no source`
  if (mention !== undefined) return 'mentions are possible in groups and rooms only'
  return `${type} does not come from a ${source}, only from a ${places.join(' or a ')}`
}

function chatOf<Id extends 'groupId' | 'roomId'>(
  chats: (Record<Id, string> & { displayName: string })[],
  key: Id,
  id: string | undefined
): string {
  const found =
    id === undefined ? chats[0] : chats.find((chat) => chat[key] === id || chat.displayName === id)
  if (found) return found[key]
  throw new ImpossibleEventError(
    `unknown ${key.slice(0, -2)} ${id}; known are ${chats.map(({ displayName }) => displayName).join(', ')}`
  )
}

/** The user with this display name or id; the first one by default. */
export function userOf(who: string | undefined, { users }: People): User {
  const found =
    who === undefined
      ? users[0]
      : users.find(({ userId, displayName }) => displayName === who || userId === who)
  if (!found) throw new UnknownUserError(who, users.map(({ displayName }) => displayName).join(', '))
  return found
}

/** The id of the user, group or room of an event; empty if the source has no user id. */
export function chatOfSource(source: webhook.Source): string {
  switch (source.type) {
    case 'user':
      return source.userId ?? ''
    case 'group':
      return source.groupId
    case 'room':
      return source.roomId
  }
}
