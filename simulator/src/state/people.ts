import type { Ids } from './ids.ts'

export interface User {
  userId: string
  displayName: string
  pictureUrl?: string
  statusMessage?: string
  /** as a BCP 47 tag */
  language?: string
  /** in the form +886912345678, for LINE notification messages */
  phoneNumber?: string
  /** whether the user has added the bot */
  friend: boolean
  /** whether the user has blocked the bot */
  blocked: boolean
}

/** A group or room. The bot is in it while `joined`. */
interface Gathering {
  displayName: string
  pictureUrl?: string
  /** user ids, without the bot */
  members: string[]
  joined: boolean
}

export type Group = Gathering & { groupId: string }
export type Room = Gathering & { roomId: string }

/** The bot, users, groups and rooms. `group` and `room` are the first of each, because most tests need only one. */
export interface People {
  bot: { userId: string; basicId: string; displayName: string; pictureUrl?: string }
  users: User[]
  groups: Group[]
  rooms: Room[]
  readonly group: Group
  readonly room: Room
}

/** Creates the bot, three users who are its friends, and a group and a room with all of them. */
export function createPeople(ids: Ids): People {
  const users = [
    { displayName: 'Hana', statusMessage: 'いい天気', language: 'ja' },
    { displayName: 'Wei', statusMessage: '吃飽沒', language: 'zh-TW' },
    { displayName: 'Somchai', language: 'th' }
  ].map((user) => ({ userId: ids.userId(), ...user, friend: true, blocked: false }))
  const gathering = () => ({ members: users.map(({ userId }) => userId), joined: true })
  return {
    bot: { userId: ids.userId(), basicId: '@echobot', displayName: 'Echo bot' },
    users,
    groups: [{ groupId: ids.groupId(), displayName: 'Lunch group', ...gathering() }],
    rooms: [{ roomId: ids.roomId(), displayName: 'Room', ...gathering() }],
    get group() {
      return this.groups[0] as Group // PUT /simulator/people rejects an empty list
    },
    get room() {
      return this.rooms[0] as Room
    }
  }
}

/** A user, group or room, as a chat. */
export interface ChatPlace {
  id: string
  name: string
  kind: 'user' | 'group' | 'room'
}

export const chatsIn = ({ users, groups, rooms }: People): ChatPlace[] => [
  ...users.map(({ userId, displayName }) => ({ id: userId, name: displayName, kind: 'user' as const })),
  ...groups.map(({ groupId, displayName }) => ({ id: groupId, name: displayName, kind: 'group' as const })),
  ...rooms.map(({ roomId, displayName }) => ({ id: roomId, name: displayName, kind: 'room' as const }))
]

/** The name of a user, group or room. */
export const displayNameOf = (people: People, id: string | undefined): string | undefined =>
  chatsIn(people).find((chat) => chat.id === id)?.name

export const findUser = ({ users }: People, userId: unknown): User | undefined =>
  users.find((user) => user.userId === userId)

/** Whether the bot may send messages to the user and read their profile. */
export const isReachable = ({ friend, blocked }: User): boolean => friend && !blocked

export const findReachable = (people: People, userId: unknown): User | undefined => {
  const user = findUser(people, userId)
  return user && isReachable(user) ? user : undefined
}

/** The group or room with this id, if the bot is in it. */
export function findGathering({ groups, rooms }: People, id: unknown): Gathering | undefined {
  const found = groups.find(({ groupId }) => groupId === id) ?? rooms.find(({ roomId }) => roomId === id)
  return found?.joined ? found : undefined
}
