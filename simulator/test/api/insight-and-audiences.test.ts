import t from 'tap'
import { DAY, HELLO, startApi } from '../support/call.ts'
import { matches } from '../support/matches.ts'

t.test('insight tells of the days that are over', async (t) => {
  const { line, clock, ids, get, post } = await startApi(t)
  clock.now = Date.parse('2026-11-24T12:00:00Z')
  await post('/v2/bot/message/push', { to: ids.user, messages: [HELLO] })
  await line.sendTogether([{ type: 'unfollow', user: 'Wei' }])
  const at = '/v2/bot/insight'
  t.same((await get(`${at}/message/delivery?date=20261124`)).body, { status: 'unready' })
  clock.now += DAY
  matches(t, (await get(`${at}/message/delivery?date=20261124`)).body, {
    status: 'ready',
    apiPush: 1,
    apiReply: 0
  })
  t.same((await get(`${at}/followers?date=20261124`)).body, {
    status: 'ready',
    followers: 3,
    targetedReaches: 2,
    blocks: 1
  })
  matches(t, (await get(`${at}/followers`)).body, { status: 'ready' }, 'of yesterday by default')
  t.same((await get(`${at}/followers?date=20161031`)).body, { status: 'out_of_service' })
  t.equal((await get(`${at}/message/delivery`)).status, 400)
  t.same((await get(`${at}/demographic`)).body, { available: false })
  matches(t, (await get(`${at}/message/event?requestId=a`)).body, {
    overview: { requestId: 'a' },
    messages: []
  })
  const unit = `${at}/message/event/aggregation?customAggregationUnit=a&from=20261101`
  matches(t, await get(`${unit}&to=20261124`), { status: 200, body: { clicks: [] } })
  t.equal((await get(`${unit}&to=20261031`)).status, 400)
})

t.test('insight of a rich menu is of a period, and says nothing of what few users tapped', async (t) => {
  const { get, post } = await startApi(t)
  const menu = {
    size: { width: 2500, height: 843 },
    selected: false,
    name: 'menu',
    chatBarText: 'Open',
    areas: []
  }
  const { richMenuId } = (await post('/v2/bot/richmenu', menu)).body
  for (const report of ['summary', 'daily']) {
    const at = (id: string) => `/v2/bot/insight/richmenu/${id}/${report}`
    t.same((await get(`${at(richMenuId)}?from=20261101&to=20261124`)).body, { richMenuId })
    t.equal((await get(`${at(richMenuId)}?from=20261124&to=20261101`)).status, 400)
    t.equal((await get(at(richMenuId))).status, 400)
    t.equal((await get(`${at('richmenu-x')}?from=20261101&to=20261124`)).status, 404)
  }
})

t.test('an audience is made of user ids, in the body or in a file', async (t) => {
  const { ids, get, call, post } = await startApi(t)
  const at = '/v2/bot/audienceGroup'
  const made = await post(`${at}/upload`, { description: 'Friends', audiences: [{ id: ids.user }] })
  matches(t, made, {
    status: 202,
    body: { type: 'UPLOAD', description: 'Friends', createRoute: 'MESSAGING_API', permission: 'READ_WRITE' }
  })
  const { audienceGroupId } = made.body
  const add = await call('PUT', `${at}/upload`, { audienceGroupId, audiences: [{ id: ids.second }] })
  t.equal(add.status, 202)

  const file = new FormData()
  file.set('audienceGroupId', String(audienceGroupId))
  file.set('file', new Blob([`${ids.third}\n${ids.user}\n`], { type: 'text/plain' }), 'users.txt')
  t.equal((await call('PUT', `${at}/upload/byFile`, file)).status, 202)
  matches(t, (await get(`${at}/${audienceGroupId}`)).body, {
    audienceGroup: { audienceGroupId, status: 'READY', audienceCount: 3 },
    jobs: [{ jobStatus: 'FINISHED', audienceCount: 2 }, { audienceCount: 1 }]
  })
  const fresh = new FormData()
  fresh.set('description', 'From a file')
  fresh.set('file', new Blob([ids.user]), 'users.txt')
  matches(t, await call('POST', `${at}/upload/byFile`, fresh), {
    status: 202,
    body: { audienceGroupId: Number }
  })
  fresh.set('file', new Blob(['nobody']), 'users.txt')
  t.equal((await call('POST', `${at}/upload/byFile`, fresh)).status, 400)
  t.equal((await post(`${at}/upload/byFile`, 'x')).status, 400)
})

t.test('audiences are listed, renamed and deleted', async (t) => {
  const { get, call, post } = await startApi(t)
  const at = '/v2/bot/audienceGroup'
  const { audienceGroupId } = (await post(`${at}/click`, { description: 'Clicked', requestId: 'r' })).body
  await post(`${at}/imp`, { description: 'Seen', requestId: 'r' })
  matches(t, (await get(`${at}/list?page=1&size=1`)).body, {
    audienceGroups: [{ audienceGroupId, type: 'CLICK', requestId: 'r' }],
    hasNextPage: true,
    totalCount: 2,
    page: 1,
    size: 1
  })
  matches(t, (await get(`${at}/list?page=1&description=see`)).body, { audienceGroups: [{ type: 'IMP' }] })
  t.equal((await get(`${at}/list`)).status, 400)
  t.equal((await call('PUT', `${at}/${audienceGroupId}/updateDescription`, { description: 'B' })).status, 200)
  matches(t, (await get(`${at}/${audienceGroupId}`)).body, { audienceGroup: { description: 'B' } })
  t.equal((await call('PUT', `${at}/1/updateDescription`, { description: 'B' })).status, 400)
  t.equal((await call('DELETE', `${at}/${audienceGroupId}`)).status, 200)
  t.equal((await get(`${at}/${audienceGroupId}`)).status, 400)
  matches(t, (await get(`${at}/shared/list?page=1`)).body, { audienceGroups: [] })
  matches(t, await get(`${at}/shared/1`), { status: 400, body: { message: 'AUDIENCE_GROUP_NOT_FOUND' } })
  t.equal((await post(`${at}/upload`, { description: 'x'.repeat(121) })).status, 400)
})

t.test('a coupon is created, listed and closed', async (t) => {
  const { get, call, post } = await startApi(t)
  const coupon = {
    title: 'Tea',
    startTimestamp: 1_700_000_000,
    endTimestamp: 1_800_000_000,
    timezone: 'ASIA_TAIPEI',
    visibility: 'PUBLIC',
    maxUseCountPerTicket: 1,
    acquisitionCondition: { type: 'normal' },
    reward: { type: 'discount', priceInfo: { type: 'percentage', percentage: 10 } }
  }
  const { couponId } = (await post('/v2/bot/coupon', coupon)).body
  matches(t, (await get(`/v2/bot/coupon/${couponId}`)).body, { ...coupon, couponId, status: 'RUNNING' })
  t.same((await get('/v2/bot/coupon?status=RUNNING')).body, { items: [{ couponId, title: 'Tea' }] })
  t.same((await get('/v2/bot/coupon?status=CLOSED&status=DRAFT')).body, { items: [] })
  t.equal((await get('/v2/bot/coupon?status=OPEN')).status, 400)
  t.equal((await call('PUT', `/v2/bot/coupon/${couponId}/close`)).status, 200)
  t.equal((await call('PUT', `/v2/bot/coupon/${couponId}/close`)).status, 410)
  t.equal((await get('/v2/bot/coupon/1')).status, 404)
  for (const wrong of [{ title: '' }, { visibility: 'x' }, { endTimestamp: 1 }, { reward: { type: 'x' } }]) {
    t.equal((await post('/v2/bot/coupon', { ...coupon, ...wrong })).status, 400, JSON.stringify(wrong))
  }
})
