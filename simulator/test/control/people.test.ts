import t from 'tap'
import { startApi } from '../support/call.ts'
import { matches } from '../support/matches.ts'

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
  matches(t, body, {
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
  matches(t, (await get(`/v2/bot/profile/${ids.user}`)).body, { pictureUrl: 'https://a.example/hana.jpg' })
  t.same((await get(`/v2/bot/group/${body.group.groupId}/members/count`)).body, { count: 2 })
  t.equal((await get(`/v2/bot/group/${body.groups[1].groupId}/summary`)).status, 404)
  const [event] = line.create({ type: 'text', source: 'group', chatId: body.group.groupId, user: 'Ana' })
  matches(t, event?.source, { groupId: body.group.groupId, userId: `U${'a'.repeat(32)}` })

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
    [{ groups: [{ displayName: 'A', members: ['Nobody'] }] }, /unknown user Nobody/],
    [
      { users: ['A', 'B'].map((displayName) => ({ displayName, userId: `U${'0'.repeat(32)}` })) },
      /duplicate id/
    ]
  ] as const) {
    matches(t, await call('PUT', '/simulator/people', body), { status: 400, body: { message } })
  }
  t.same((await get('/simulator/people')).body, before)
})

t.test('after a leave, a group sends nothing until the bot joins again', async (t) => {
  const { ids, call, post } = await startApi(t)
  const send = (...types: string[]) =>
    post('/simulator/deliveries', { events: types.map((type) => ({ type, source: 'group' })) })
  t.equal((await send('text', 'leave')).status, 200)
  matches(t, await send('text'), { status: 400, body: { message: /send a join event first/ } })
  t.equal((await post('/simulator/events', { type: 'text', source: 'room' })).status, 200, 'the room does')
  t.equal((await send('text', 'join')).status, 400, 'in this order')
  t.equal((await send('join', 'text')).status, 200)
  t.equal((await send('leave', 'text')).status, 400)
  t.equal((await send('text')).status, 200, 'a refused webhook has no consequences')

  await call('PUT', '/simulator/people', {
    groups: [{ displayName: 'Lunch group', groupId: ids.group, joined: false }]
  })
  t.equal((await send('text')).status, 400)
  t.equal((await send('memberJoined')).status, 200, 'somebody came in while the bot was there')
  t.equal((await send('text')).status, 200)
})
