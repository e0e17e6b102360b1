import createError from '@fastify/error'
import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Channel } from '../channel.ts'
import type { Ids } from '../state/ids.ts'
import type { People, User } from '../state/people.ts'

const PeopleError = createError('SIMULATOR_ERR_PEOPLE', '%s', 400)

const closed = { additionalProperties: false }
const text = (options = {}) => Type.Optional(Type.String({ minLength: 1, ...options }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))
const displayName = Type.String({ minLength: 1 })

const userSpec = Type.Object(
  {
    userId: text({ pattern: '^U[0-9a-f]{32}$', description: 'by default, unchanged or generated' }),
    displayName,
    pictureUrl: text(),
    statusMessage: text(),
    language: text(),
    phoneNumber: text({ pattern: '^\\+[0-9]{6,15}$' }),
    friend: flag('whether the user has added the bot; true by default'),
    blocked: flag('whether the user has blocked the bot')
  },
  closed
)

const place = {
  displayName,
  pictureUrl: text(),
  members: Type.Optional(
    Type.Array(Type.String(), { description: 'display names or ids of users; all of them by default' })
  ),
  joined: flag('whether the bot is a member; true by default')
}
const groupSpec = Type.Object({ groupId: text({ pattern: '^C[0-9a-f]{32}$' }), ...place }, closed)
const roomSpec = Type.Object({ roomId: text({ pattern: '^R[0-9a-f]{32}$' }), ...place }, closed)

const botSpec = Type.Object(
  {
    userId: text({ pattern: '^U[0-9a-f]{32}$' }),
    basicId: text(),
    displayName: Type.Optional(displayName),
    pictureUrl: text()
  },
  closed
)

/** Body of `PUT /simulator/people`: the lists in it replace the current ones. */
const peopleSpec = Type.Object(
  {
    bot: Type.Optional(botSpec),
    users: Type.Optional(Type.Array(userSpec, { minItems: 1, maxItems: 10_000 })),
    groups: Type.Optional(Type.Array(groupSpec, { minItems: 1, maxItems: 1_000 })),
    rooms: Type.Optional(Type.Array(roomSpec, { minItems: 1, maxItems: 1_000 })),
    group: Type.Optional(
      Type.Unknown({ description: 'ignored; the first of groups in the response of GET' })
    ),
    room: Type.Optional(Type.Unknown({ description: 'ignored; the first of rooms in the response of GET' }))
  },
  closed
)

/** Reads and replaces the users, groups and rooms. */
export async function peopleApi(app: FastifyInstance, { channel }: { channel: Channel }): Promise<void> {
  const { people, announcements, ids } = channel

  app.get('/people', async () => people)

  app.put<{ Body: Static<typeof peopleSpec> }>(
    '/people',
    { schema: { body: peopleSpec } },
    async ({ body }) => {
      const { bot, users, groups, rooms } = body
      const who = users ? users.map((user) => asUser(user, people, ids)) : people.users
      const next = {
        users: who,
        groups: (groups ?? people.groups).map((group) => {
          const before = people.groups.find(({ displayName }) => displayName === group.displayName)
          return {
            groupId: before?.groupId ?? ids.groupId(),
            ...group,
            ...asPlace(group, who, groups !== undefined)
          }
        }),
        rooms: (rooms ?? people.rooms).map((room) => {
          const before = people.rooms.find(({ displayName }) => displayName === room.displayName)
          return {
            roomId: before?.roomId ?? ids.roomId(),
            ...room,
            ...asPlace(room, who, rooms !== undefined)
          }
        })
      }
      refuseTwice([
        ...next.users.map(({ userId }) => userId),
        ...next.groups.map(({ groupId }) => groupId),
        ...next.rooms.map(({ roomId }) => roomId)
      ])
      Object.assign(people, next)
      Object.assign(people.bot, bot)
      announcements.emit('people', {})
      announcements.emit('rich-menu', { userIds: people.users.map(({ userId }) => userId) })
      return people
    }
  )
}

function asUser(spec: Static<typeof userSpec>, { users }: People, ids: Ids): User {
  const before = users.find(({ displayName }) => displayName === spec.displayName)
  return { userId: before?.userId ?? ids.userId(), friend: true, blocked: false, ...spec }
}

/**
 * A group or room with the ids of its members. In a changed group or room, every member must exist; in the others, users
 * that no longer exist are removed.
 */
function asPlace(
  { members, joined = true }: { members?: string[]; joined?: boolean },
  users: User[],
  isNew: boolean
) {
  const found = (members ?? users.map(({ userId }) => userId)).flatMap((who) => {
    const user = users.find(({ userId, displayName }) => userId === who || displayName === who)
    if (!user && isNew) throw new PeopleError(`unknown user ${who}`)
    return user?.userId ?? []
  })
  return { members: [...new Set(found)], joined }
}

function refuseTwice(all: string[]): void {
  const twice = all.find((id, index) => all.indexOf(id) !== index)
  if (twice) throw new PeopleError(`duplicate id ${twice}`)
}
