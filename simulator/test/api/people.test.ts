import t from 'tap'
import { invalid, startApi } from '../support/call.ts'
import { announcements } from '../support/line.ts'
import { matches } from '../support/matches.ts'
import { until } from '../support/until.ts'

const NOT_FOUND = { status: 404, body: { message: 'Not found' } }

t.test('a friend has a profile; who is no friend, has blocked the bot or is not there is 404', async (t) => {
  const { line, ids, get } = await startApi(t)
  t.same((await get(`/v2/bot/profile/${ids.user}`)).body, {
    displayName: 'Hana',
    userId: ids.user,
    language: 'ja',
    statusMessage: 'いい天気'
  })
  matches(t, await get(`/v2/bot/profile/${ids.stranger}`), NOT_FOUND)
  await line.sendTogether([{ type: 'unfollow' }])
  matches(t, await get(`/v2/bot/profile/${ids.user}`), NOT_FOUND)
  await line.sendTogether([{ type: 'follow', isUnblocked: true }])
  t.equal((await get(`/v2/bot/profile/${ids.user}`)).status, 200)
  Object.assign(line.people.users[0] ?? {}, { friend: false })
  matches(t, await get(`/v2/bot/profile/${ids.user}`), NOT_FOUND)
  matches(t, await get('/v2/bot/profile/U1'), {
    status: 400,
    body: { message: "The value for the 'userId' parameter is invalid" }
  })
})

t.test('followers come in pages', async (t) => {
  const { ids, get } = await startApi(t)
  t.same((await get('/v2/bot/followers/ids')).body, { userIds: [ids.user, ids.second, ids.third] })
  const first = (await get('/v2/bot/followers/ids?limit=2')).body
  matches(t, first, { userIds: [ids.user, ids.second], next: /./ })
  t.same((await get(`/v2/bot/followers/ids?limit=2&start=${first.next}`)).body, { userIds: [ids.third] })
  for (const query of ['limit=0', 'limit=1001', 'limit=a', 'start=nonsense']) {
    t.equal((await get(`/v2/bot/followers/ids?${query}`)).status, 400, query)
  }
})

t.test('a group and a room tell who is in them, until the bot leaves', async (t) => {
  const { line, ids, get, post } = await startApi(t)
  t.same((await get(`/v2/bot/group/${ids.group}/summary`)).body, {
    groupId: ids.group,
    groupName: 'Lunch group'
  })
  for (const [kind, id] of [
    ['group', ids.group],
    ['room', ids.room]
  ] as const) {
    const at = `/v2/bot/${kind}/${id}`
    t.same((await get(`${at}/members/count`)).body, { count: 3 })
    t.same((await get(`${at}/members/ids`)).body, { memberIds: [ids.user, ids.second, ids.third] })
    t.same((await get(`${at}/member/${ids.second}`)).body, { displayName: 'Wei', userId: ids.second })
    matches(t, await get(`${at}/member/${ids.stranger}`), NOT_FOUND)

    await line.sendTogether([{ type: 'memberLeft', source: kind }])
    t.same((await get(`${at}/members/count`)).body, { count: 2 })
    matches(t, await get(`${at}/member/${ids.second}`), NOT_FOUND, 'who has left')
    await line.sendTogether([{ type: 'memberJoined', source: kind, members: ['Wei'] }])
    t.same((await get(`${at}/members/count`)).body, { count: 3 })

    matches(t, await post(`${at}/leave`), { status: 200, body: {} })
    matches(
      t,
      line.exchanges.list().findLast(({ kind }) => kind === 'webhook'),
      { body: /"type":"leave"/ }
    )
    for (const path of ['members/count', 'members/ids', `member/${ids.user}`]) {
      matches(t, await get(`${at}/${path}`), NOT_FOUND, path)
    }
    matches(t, await post(`${at}/leave`), NOT_FOUND)
    const name = kind === 'group' ? 'Lunch group' : 'Room'
    for (const type of ['text', 'postback', 'memberLeft', 'leave']) {
      matches(t, await post('/simulator/events', { type, source: kind }), {
        status: 400,
        body: { message: new RegExp(`^the bot is not in the ${kind} ${name}, .*: send a join event first$`) }
      })
    }
    matches(t, await get(`${at}/members/count`), NOT_FOUND, 'what was refused has no consequences')
    await line.sendTogether([{ type: 'join', source: kind }])
    t.equal((await get(`${at}/members/count`)).status, 200, 'the bot is back')
  }
  matches(t, await get('/v2/bot/group/C1/summary'), {
    status: 400,
    body: { message: "The value for the 'groupId' parameter is invalid" }
  })
})

t.test('a link token is for a friend', async (t) => {
  const { ids, post } = await startApi(t)
  matches(t, await post(`/v2/bot/user/${ids.user}/linkToken`), { status: 200, body: { linkToken: /./ } })
  matches(t, await post(`/v2/bot/user/${ids.stranger}/linkToken`), NOT_FOUND)
})

t.test('who has subscribed is a member, as long as they do', async (t) => {
  const { line, clock, ids, get } = await startApi(t)
  const members = async () => (await get('/v2/bot/membership/3189/users/ids')).body.userIds
  const subscriptions = async () =>
    (await get(`/v2/bot/membership/subscription/${ids.user}`)).body.subscriptions
  t.same(await members(), [])
  t.same(await subscriptions(), [])
  clock.now = Date.parse('2026-09-10T00:00:00Z')
  await line.sendTogether([{ type: 'membership' }])
  t.same(await members(), [ids.user])
  clock.now = Date.parse('2026-11-25T00:00:00Z')
  matches(t, await subscriptions(), [
    {
      membership: { membershipId: 3189, currency: 'JPY' },
      user: { membershipNo: 1, nextBillingDate: '2026-12-10', totalSubscriptionMonths: 3 }
    }
  ])
  matches(t, await get('/v2/bot/membership/list'), { body: { memberships: [{ memberCount: 1 }] } })
  await line.sendTogether([{ type: 'membership', membership: 'left' }])
  t.same(await members(), [])
  matches(t, await get('/v2/bot/membership/1/users/ids'), NOT_FOUND)
})

t.test('the bot marks as read what it was told of', async (t) => {
  const { line, ids, post } = await startApi(t)
  const read = await announcements(t, line, 'read')
  const [event] = line.create({ type: 'text' }) as unknown as [
    { message: { id: string; markAsReadToken: string } }
  ]
  const { id, markAsReadToken } = event.message
  matches(t, await post('/v2/bot/chat/markAsRead', { markAsReadToken }), { status: 200, body: {} })
  await until(() => read.length > 0)
  t.same(read, [{ chat: ids.user, messageId: id }])
  matches(t, await post('/v2/bot/chat/markAsRead', { markAsReadToken: 'x' }), {
    status: 400,
    body: { message: /^Invalid markAsReadToken/ }
  })
  t.equal((await post('/v2/bot/message/markAsRead', { chat: { userId: ids.user } })).status, 200)
  t.equal((await post('/v2/bot/message/markAsRead', { chat: { userId: 'x' } })).status, 400)
})

t.test('a loading animation is announced', async (t) => {
  const { line, clock, ids, post } = await startApi(t)
  const shown = await announcements(t, line, 'loading')
  await post('/v2/bot/chat/loading/start', { chatId: ids.user, loadingSeconds: 5 })
  await until(() => shown.length > 0)
  t.same(shown, [{ userId: ids.user, until: clock.now + 5_000 }])
  matches(t, await post('/v2/bot/chat/loading/start', 'x'), {
    status: 400,
    body: { message: /parsed as JSON/ }
  })
  const start = (chatId: unknown, loadingSeconds?: unknown) =>
    post('/v2/bot/chat/loading/start', { chatId, loadingSeconds })
  const onlyUsers =
    'Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.'
  for (const chatId of [ids.group, ids.room, 'U1'])
    matches(t, await start(chatId), invalid(onlyUsers, 'chatId'))
  matches(t, await start(undefined), invalid('May not be empty', 'chatId'))
  matches(t, await start(ids.user, 65), invalid('Must be between 5 and 60', 'loadingSeconds'))
  matches(t, await start(ids.user, 12), invalid('must be a multiple of five', 'loadingSeconds'))
  matches(t, await start(ids.group, 2), {
    status: 400,
    body: {
      message: 'The request body has 3 error(s)',
      details: [
        { message: onlyUsers, property: 'chatId' },
        { message: 'Must be between 5 and 60', property: 'loadingSeconds' },
        { message: 'must be a multiple of five', property: 'loadingSeconds' }
      ]
    }
  })
  matches(t, await start(ids.user, '20'), {
    status: 400,
    body: { message: /^The property, 'loadingSeconds'/ }
  })
})
