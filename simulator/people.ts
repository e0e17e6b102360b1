import * as ids from './ids.ts'

/** Who lives on this LINE: the bot, some users, a group and a room with all of them. */
export interface People {
  bot: { userId: string; basicId: string; displayName: string }
  users: { userId: string; displayName: string }[]
  group: { groupId: string; displayName: string }
  room: { roomId: string; displayName: string }
}

export function createPeople(): People {
  return {
    bot: { userId: ids.userId(), basicId: '@echobot', displayName: 'Echo bot' },
    users: ['Hana', 'Wei', 'Somchai'].map((displayName) => ({ userId: ids.userId(), displayName })),
    group: { groupId: ids.groupId(), displayName: 'Lunch group' },
    room: { roomId: ids.roomId(), displayName: 'Room' }
  }
}
