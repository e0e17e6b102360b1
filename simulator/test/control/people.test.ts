import t from 'tap'
import { startApi } from '../support/call.ts'

t.test('who is there can be set: users, groups, rooms, and who is in them', async (t) => {
  const { line, ids, call, get } = await startApi(t)
  const put = (body: object) => call('PUT', '/simulator/people', body)
  const { status, body } = await put({
    users: [
      { displayName: 'Hana', pictureUrl: 'https://a.example/hana.jpg' },
      { displayName: 'Ana', userId: `U${'a'.repeat(32)}`, friend: false },
      { displayName: 'Bo', blocked: true }
    ],
    groups: [
      { displayName: 'Two', members: ['Hana', `U${'a'.repeat(32)}`] },
      { displayName: 'Gone', joined: false }
    ]
  })
  t.equal(status, 200)
  t.match(body, {
    users: [
      { userId: ids.user, displayName: 'Hana', friend: true, blocked: false },
      { userId: `U${'a'.repeat(32)}`, friend: false },
      { blocked: true }
    ],
    groups: [{ groupId: /^C/, members: [ids.user, `U${'a'.repeat(32)}`], joined: true }, { joined: false }],
    group: { displayName: 'Two' },
    rooms: [{ roomId: ids.room, members: [ids.user] }]
  })
  t.same((await get('/v2/bot/followers/ids')).body, { userIds: [ids.user] })
  t.match((await get(`/v2/bot/profile/${ids.user}`)).body, { pictureUrl: 'https://a.example/hana.jpg' })
  t.same((await get(`/v2/bot/group/${body.group.groupId}/members/count`)).body, { count: 2 })
  t.equal((await get(`/v2/bot/group/${body.groups[1].groupId}/summary`)).status, 404)
  const [event] = line.create({ type: 'text', source: 'group', chatId: body.group.groupId, user: 'Ana' })
  t.match(event?.source, { groupId: body.group.groupId, userId: `U${'a'.repeat(32)}` })

  const again = await put((await get('/simulator/people')).body)
  t.same(again.body, (await get('/simulator/people')).body, 'what GET answers can be put back')
})

t.test('people who cannot be are refused, and nothing changes', async (t) => {
  const { call, get } = await startApi(t)
  const before = (await get('/simulator/people')).body
  for (const [body, message] of [
    [{ users: [] }, /users must NOT have fewer than 1 items/],
    [{ users: [{ displayName: '' }] }, /displayName/],
    [{ users: [{ displayName: 'A', userId: 'U1' }] }, /userId must match pattern/],
    [{ users: [{ displayName: 'A', age: 5 }] }, /age is unknown/],
    [{ groups: [{ displayName: 'A', members: ['Nobody'] }] }, /there is no user Nobody/],
    [
      { users: ['A', 'B'].map((displayName) => ({ displayName, userId: `U${'0'.repeat(32)}` })) },
      /is there twice/
    ]
  ] as const) {
    t.match(await call('PUT', '/simulator/people', body), { status: 400, body: { message } })
  }
  t.same((await get('/simulator/people')).body, before)
})
