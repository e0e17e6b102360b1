import { state } from './store.js'

/** What `GET /simulator/people` says, with groups and rooms as lists. */
export function peopleFrom({ bot = {}, users = [], group, room, groups, rooms }) {
  return { bot, users, groups: groups ?? [group].filter(Boolean), rooms: rooms ?? [room].filter(Boolean) }
}

/** Every chat that there can be: `{id, name, kind}`. */
export function allChats() {
  const { users, groups, rooms } = state.people
  return [
    ...users.map(({ userId, displayName }) => ({ id: userId, name: displayName, kind: 'user' })),
    ...groups.map(({ groupId, displayName, groupName }) => ({
      id: groupId,
      name: displayName ?? groupName,
      kind: 'group'
    })),
    ...rooms.map(({ roomId, displayName }) => ({ id: roomId, name: displayName ?? 'Room', kind: 'room' }))
  ]
}

export const chatKind = (id) => allChats().find((chat) => chat.id === id)?.kind ?? 'user'

/** The name of a user, the bot, a group or a room. */
export function nameOf(id) {
  if (id !== undefined && id === state.people.bot.userId) return state.people.bot.displayName
  return allChats().find((chat) => chat.id === id)?.name ?? 'Someone'
}

/** A number that stays the same for the same person: which face and which colour they have. */
export function faceOf(id) {
  const index = state.people.users.findIndex(({ userId }) => userId === id)
  if (index >= 0) return index
  return [...String(id)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
}

/** The ids of those who are in a group or a room, as far as the simulator says; everybody where it does not. */
export function membersOf(id) {
  const { users, groups, rooms } = state.people
  const place = [...groups, ...rooms].find(({ groupId, roomId }) => (groupId ?? roomId) === id)
  const members = place?.members ?? place?.memberIds ?? users
  return members.map((member) => (typeof member === 'string' ? member : member.userId))
}
