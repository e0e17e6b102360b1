import { randomUUID } from 'node:crypto'
import t from 'tap'
import { DAY, HELLO, invalid, startApi } from '../support/call.ts'
import type { ReplyEvent } from '../support/line.ts'
import { matches } from '../support/matches.ts'

const messages = [HELLO]
const PUSH = '/v2/bot/message/push'

t.test('a push goes to a user, a group or a room, and shows in the chat', async (t) => {
  const { line, ids, post } = await startApi(t)
  for (const to of [ids.user, ids.group, ids.room]) {
    matches(t, await post(PUSH, { to, messages }), {
      status: 200,
      body: { sentMessages: [{ id: /^\d{18}$/, quoteToken: /./ }] }
    })
    matches(t, line.exchanges.list().at(-1), { operation: 'pushMessage', chats: [to], chat: to, messages })
  }
})

t.test('a push to what is no id, or to nobody, is refused', async (t) => {
  const { line, ids, post } = await startApi(t)
  for (const to of ['nobody', `U${'A'.repeat(32)}`, `X${'0'.repeat(32)}`]) {
    matches(t, await post(PUSH, { to, messages }), {
      status: 400,
      body: { message: "The property, 'to', in the request body is invalid (line: -, column: -)" }
    })
  }
  matches(t, await post(PUSH, { messages }), invalid('May not be empty', 'to'))
  matches(t, await post(PUSH, { to: ids.stranger, messages }), {
    status: 400,
    body: { message: 'Failed to send messages' }
  })
  line.people.group.joined = false
  t.equal((await post(PUSH, { to: ids.group, messages })).status, 400)
  matches(t, await post(PUSH, { to: ids.user }), invalid('Size must be between 1 and 5', 'messages'))
})

t.test('a user who has blocked the bot gets nothing, and LINE does not say so', async (t) => {
  const { line, ids, get, post } = await startApi(t)
  await line.sendTogether([{ type: 'unfollow' }])
  t.equal((await post(PUSH, { to: ids.user, messages })).status, 200)
  matches(t, line.exchanges.list().at(-1), { chats: [] })
  matches(t, await get('/v2/bot/message/quota/consumption'), { body: { totalUsage: 0 } })
})

t.test('the same retry key sends once, and names the request that was accepted', async (t) => {
  const { clock, ids, post } = await startApi(t)
  for (const [path, body] of [
    [PUSH, { to: ids.user, messages }],
    ['/v2/bot/message/multicast', { to: [ids.user], messages }],
    ['/v2/bot/message/broadcast', { messages }],
    ['/v2/bot/message/narrowcast', { messages }]
  ] as const) {
    const headers = { 'x-line-retry-key': randomUUID() }
    const first = await post(path, body, headers)
    t.ok(first.status === 200 || first.status === 202, path)
    const again = await post(path, body, headers)
    matches(t, again, { status: 409, body: { message: 'The retry key is already accepted' } }, path)
    t.equal(again.headers.get('x-line-accepted-request-id'), first.headers.get('x-line-request-id'))
    t.not(again.headers.get('x-line-request-id'), first.headers.get('x-line-request-id'))
    t.same(again.body.sentMessages, path === PUSH ? first.body.sentMessages : undefined)
    clock.now += DAY + 1
    t.equal((await post(path, body, headers)).status, first.status, 'a key is remembered for a day')
  }
})

t.test('a retry key is a UUID, and one whose request was refused is as good as new', async (t) => {
  const { ids, post } = await startApi(t)
  const body = { to: ids.user, messages }
  t.equal((await post(PUSH, body, { 'x-line-retry-key': 'again' })).status, 400)
  const headers = { 'x-line-retry-key': randomUUID() }
  t.equal((await post(PUSH, { ...body, messages: [] }, headers)).status, 400)
  t.equal((await post(PUSH, body, headers)).status, 200)
})

t.test('a push that LINE accepted but did not answer is found out by its retry key', async (t) => {
  const { line, ids, post } = await startApi(t)
  const headers = { 'x-line-retry-key': randomUUID() }
  line.faults.set({ operation: 'pushMessage', drop: 'after', times: 1 })
  await t.rejects(post(PUSH, { to: ids.user, messages }, headers))
  t.equal((await post(PUSH, { to: ids.user, messages }, headers)).status, 409)
})

t.test('a multicast goes to up to 500 users, and only to users', async (t) => {
  const { line, ids, post } = await startApi(t)
  const multicast = (to: unknown) => post('/v2/bot/message/multicast', { to, messages })
  const { user, second, stranger, group } = ids
  matches(t, await multicast([user, second, user, stranger]), { status: 200, body: {} })
  t.same(line.exchanges.list().at(-1), { ...line.exchanges.list().at(-1), chats: [user, second] })
  matches(t, await multicast([]), invalid('Size must be between 1 and 500', 'to'))
  matches(t, await multicast(Array(501).fill(user)), invalid('Size must be between 1 and 500', 'to'))
  matches(t, await multicast([user, group]), { status: 400, body: { details: [{ property: 'to[1]' }] } })
  t.equal((await multicast(user)).status, 400)
})

t.test('a broadcast goes to every friend', async (t) => {
  const { line, ids, post } = await startApi(t)
  await line.sendTogether([{ type: 'unfollow', user: 'Wei' }])
  matches(t, await post('/v2/bot/message/broadcast', { messages }), { status: 200, body: {} })
  matches(t, line.exchanges.list().at(-1), { operation: 'broadcast', chats: [ids.user, ids.third] })
})

t.test('a narrowcast goes to whom its recipient object means, and its progress can be seen', async (t) => {
  const { line, clock, ids, get, post } = await startApi(t, { progressMs: 1_000 })
  const { body: audience } = await post('/v2/bot/audienceGroup/upload', {
    description: 'two',
    audiences: [{ id: ids.user }, { id: ids.second }]
  })
  const narrowcast = (body = {}) => post('/v2/bot/message/narrowcast', { messages, ...body })
  const { audienceGroupId } = audience
  const sentTo = async (recipient: unknown, limit?: unknown) => {
    matches(t, await narrowcast({ recipient, limit }), { status: 202, body: {} })
    return (line.exchanges.list().at(-1) as { chats?: string[] }).chats
  }
  const inAudience = { type: 'audience', audienceGroupId }
  t.same(await sentTo(inAudience), [ids.user, ids.second])
  t.same(await sentTo({ type: 'operator', not: inAudience }), [ids.third])
  t.same(await sentTo({ type: 'operator', and: [inAudience, { type: 'operator', not: inAudience }] }), [])
  t.same(await sentTo({ type: 'operator', or: [inAudience] }, { max: 1 }), [ids.user])
  t.equal((await narrowcast({ recipient: { type: 'audience', audienceGroupId: 1 } })).status, 400)
  t.equal((await narrowcast({ limit: { forbidPartialDelivery: true } })).status, 400)

  const requestId = (await narrowcast()).headers.get('x-line-request-id')
  const progress = () => get(`/v2/bot/message/progress/narrowcast?requestId=${requestId}`)
  matches(t, await progress(), { body: { phase: 'waiting', completedTime: undefined } })
  clock.now += 500
  matches(t, await progress(), { body: { phase: 'sending' } })
  clock.now += 500
  matches(t, await progress(), {
    body: { phase: 'succeeded', successCount: 3, failureCount: 0, targetCount: 3, completedTime: /Z$/ }
  })
  t.same(await sentTo({ type: 'redelivery', requestId }), [ids.user, ids.second, ids.third])
  t.equal((await get('/v2/bot/message/progress/narrowcast')).status, 400)
  t.equal((await get('/v2/bot/message/progress/narrowcast?requestId=1')).status, 404)
})

t.test('a narrowcast’s recipient object has the form that LINE states', async (t) => {
  const { post } = await startApi(t)
  const { body: audience } = await post('/v2/bot/audienceGroup/upload', { description: 'none' })
  const narrowcast = (recipient: unknown) => post('/v2/bot/message/narrowcast', { messages, recipient })
  const one = { type: 'audience', audienceGroupId: audience.audienceGroupId }
  const operator = (properties: object) => ({ type: 'operator', ...properties })
  for (const good of [
    one,
    operator({ and: Array(10).fill(one) }),
    operator({ or: [operator({ not: one }), operator({ and: [one, operator({ or: [one] })] })] })
  ]) {
    t.equal((await narrowcast(good)).status, 202, JSON.stringify(good))
  }
  const types = 'Must be one of the following values: [operator, audience, redelivery]'
  const notOne = 'Must have one of the properties: [and, or, not]'
  for (const [bad, message, property] of [
    [{}, 'May not be empty', 'recipient.type'],
    [{ type: 'friends' }, types, 'recipient.type'],
    [{ type: 'audience' }, 'May not be empty', 'recipient.audienceGroupId'],
    [{ type: 'redelivery' }, 'May not be empty', 'recipient.requestId'],
    [operator({}), notOne, 'recipient'],
    [operator({ and: [one], or: [one] }), notOne, 'recipient'],
    [operator({ and: [] }), 'Size must be between 1 and 10', 'recipient.and'],
    [operator({ or: [one, operator({ not: operator({}) })] }), notOne, 'recipient.or[1].not'],
    [operator({ and: [{ type: 'audience' }] }), 'May not be empty', 'recipient.and[0].audienceGroupId'],
    [
      operator({ and: [operator({ or: Array(6).fill(one) }), operator({ or: Array(5).fill(one) })] }),
      'Must not have more than 10 recipient objects',
      'recipient'
    ]
  ] as const) {
    const { status, body } = await narrowcast(bad)
    t.same([status, body.details], [400, [{ message, property }]], JSON.stringify(bad))
  }
  for (const [mistyped, property] of [
    ['all', 'recipient'],
    [{ type: 'audience', audienceGroupId: '1' }, 'recipient.audienceGroupId'],
    [operator({ and: one }), 'recipient.and']
  ] as const) {
    const { body } = await narrowcast(mistyped)
    t.match(body.message, `The property, '${property}', in the request body is invalid`)
  }
})

t.test('a narrowcast’s demographic filter has the form and the values that LINE states', async (t) => {
  const { post } = await startApi(t)
  const filter = (demographic: unknown) =>
    post('/v2/bot/message/narrowcast', { messages, filter: { demographic } })
  const gender = { type: 'gender', oneOf: ['male'] }
  const operator = (properties: object) => ({ type: 'operator', ...properties })
  for (const good of [
    gender,
    { type: 'age', gte: 'age_15', lt: 'age_70' },
    { type: 'age', lt: 'age_20' },
    { type: 'appType', oneOf: ['ios', 'android'] },
    { type: 'area', oneOf: ['jp_01', 'tw_22', 'th_08', 'id_12'] },
    { type: 'subscriptionPeriod', gte: 'day_7' },
    operator({ and: Array(10).fill(gender) }),
    operator({ or: [operator({ not: gender }), operator({ and: [gender, operator({ or: [gender] })] })] })
  ]) {
    t.equal((await filter(good)).status, 202, JSON.stringify(good))
  }
  const at = 'filter.demographic'
  const values = (...all: string[]) => `Must be one of the following values: [${all.join(', ')}]`
  const types = values('age', 'appType', 'area', 'gender', 'operator', 'subscriptionPeriod')
  for (const [bad, message, property] of [
    [{ type: 'height' }, types, `${at}.type`],
    [{}, 'May not be empty', `${at}.type`],
    [{ type: 'gender', oneOf: ['other'] }, values('male', 'female'), `${at}.oneOf[0]`],
    [{ type: 'gender', oneOf: [] }, 'Size must be between 1 and 2', `${at}.oneOf`],
    [{ type: 'gender' }, 'May not be empty', `${at}.oneOf`],
    [{ type: 'age', gte: 'age_16' }, /^Must be one of the following values: \[age_15, /, `${at}.gte`],
    [{ type: 'age' }, 'Must have at least one of the properties: [gte, lt]', at],
    [{ type: 'age', gte: 'age_30', lt: 'age_30' }, 'Must be smaller than lt', `${at}.gte`],
    [{ type: 'area', oneOf: ['jp_48'] }, /jp_01, jp_02/, `${at}.oneOf[0]`],
    [operator({}), 'Must have one of the properties: [and, or, not]', at],
    [operator({ and: [gender], not: gender }), 'Must have one of the properties: [and, or, not]', at],
    [operator({ and: [] }), 'Size must be between 1 and 10', `${at}.and`],
    [operator({ or: [gender, operator({ not: { type: 'x' } })] }), types, `${at}.or[1].not.type`],
    [operator({ or: [operator({ not: { type: 'age' } })] }), /\[gte, lt\]/, `${at}.or[0].not`],
    [
      operator({ and: [operator({ or: Array(6).fill(gender) }), operator({ or: Array(5).fill(gender) })] }),
      'Must not have more than 10 demographic filter objects',
      at
    ]
  ] as const) {
    matches(t, await filter(bad), { status: 400, body: { details: [{ message, property }] } }, property)
  }
  for (const mistyped of [7, { type: 'gender', oneOf: 'male' }, operator({ and: gender })]) {
    matches(t, await filter(mistyped), {
      status: 400,
      body: { message: /^The property, 'filter\.demographic/ }
    })
  }
})

t.test('what the bot begins counts once for each person; replies cost nothing', async (t) => {
  const { line, ids, get, post } = await startApi(t, { monthlyQuota: 10 })
  const usage = async () => (await get('/v2/bot/message/quota/consumption')).body.totalUsage
  matches(t, await get('/v2/bot/message/quota'), { body: { type: 'limited', value: 10 } })
  await post(PUSH, { to: ids.user, messages: [HELLO, HELLO] })
  t.equal(await usage(), 1, 'however many message objects there are')
  await post(PUSH, { to: ids.group, messages })
  t.equal(await usage(), 4, 'each member of a group')
  await post('/v2/bot/message/broadcast', { messages })
  t.equal(await usage(), 7)
  const [{ replyToken }] = line.create({ type: 'text' }) as [ReplyEvent]
  await post('/v2/bot/message/reply', { replyToken, messages })
  t.equal(await usage(), 7)
  await post('/v2/bot/message/broadcast', { messages })
  matches(t, await post(PUSH, { to: ids.user, messages }), {
    status: 429,
    body: { message: 'You have reached your monthly limit.' }
  })
  t.equal(await usage(), 10)
  line.settings.monthlyQuota = null
  t.same((await get('/v2/bot/message/quota')).body, { type: 'none' })
  t.equal((await post(PUSH, { to: ids.user, messages })).status, 200)
})

t.test('a new month begins in Japan, with nothing used', async (t) => {
  const { clock, ids, get, post } = await startApi(t)
  clock.now = Date.parse('2026-10-31T14:59:59Z')
  await post(PUSH, { to: ids.user, messages })
  matches(t, await get('/v2/bot/message/quota/consumption'), { body: { totalUsage: 1 } })
  clock.now += 1_000
  matches(t, await get('/v2/bot/message/quota/consumption'), { body: { totalUsage: 0 } })
})

t.test('sent messages are counted by day, and told the day after', async (t) => {
  const { line, clock, ids, get, post } = await startApi(t)
  clock.now = Date.parse('2026-11-25T12:00:00Z')
  const [event] = line.create({ type: 'text' }) as ReplyEvent[]
  await post('/v2/bot/message/reply', { replyToken: event?.replyToken, messages })
  await post(PUSH, { to: ids.user, messages })
  await post('/v2/bot/message/multicast', { to: [ids.user, ids.second], messages })
  const count = async (kind: string, date: string) =>
    (await get(`/v2/bot/message/delivery/${kind}?date=${date}`)).body
  t.same(await count('push', '20261125'), { status: 'unready' })
  clock.now += DAY
  t.same(await count('push', '20261125'), { status: 'ready', success: 1 })
  t.same(await count('reply', '20261125'), { status: 'ready', success: 1 })
  t.same(await count('multicast', '20261125'), { status: 'ready', success: 2 })
  t.same(await count('broadcast', '20261125'), { status: 'ready', success: 0 })
  t.same(await count('push', '20180330'), { status: 'out_of_service' })
  for (const date of ['', '2026', '20260230', '2026-11-25']) {
    matches(t, await count('push', date), { message: "The value for the 'date' parameter is invalid" }, date)
  }
})

t.test('messages are counted under a name, of which there is a list', async (t) => {
  const { ids, get, post } = await startApi(t)
  const push = (...customAggregationUnits: string[]) =>
    post(PUSH, { to: ids.user, messages, customAggregationUnits })
  for (const unit of ['a_1', 'b', 'a_1']) t.equal((await push(unit)).status, 200)
  for (const bad of [['a b'], ['x'.repeat(31)], ['a', 'b']]) t.equal((await push(...bad)).status, 400)
  t.same((await get('/v2/bot/message/aggregation/info')).body, { numOfCustomAggregationUnits: 2 })
  const first = (await get('/v2/bot/message/aggregation/list?limit=1')).body
  matches(t, first, { customAggregationUnits: ['a_1'], next: /./ })
  t.same((await get(`/v2/bot/message/aggregation/list?limit=1&start=${first.next}`)).body, {
    customAggregationUnits: ['b']
  })
})

t.test('messages are validated for each way to send them', async (t) => {
  const { post } = await startApi(t)
  for (const kind of ['reply', 'push', 'multicast', 'narrowcast', 'broadcast']) {
    const path = `/v2/bot/message/validate/${kind}`
    matches(t, await post(path, { messages }), { status: 200, body: {} }, kind)
    matches(t, await post(path, { messages: [{ type: 'text', text: '' }] }), { status: 400 }, kind)
    matches(t, await post(path, {}), invalid('Size must be between 1 and 5', 'messages'), kind)
    matches(t, await post(path, 'x'), { status: 400, body: { message: /parsed as JSON/ } }, kind)
    matches(t, await post(path, {}, { 'content-type': 'text/plain' }), {
      status: 415,
      body: { message: 'The content type, text/plain, is not supported' }
    })
  }
})

t.test(
  'a notification message finds its user by a phone number, and is told of when it is there',
  async (t) => {
    const { line, clock, ids, get, post } = await startApi(t)
    clock.now = Date.parse('2026-11-25T12:00:00Z')
    const number = '+886912345678'
    Object.assign(line.people.users[0] ?? {}, { phoneNumber: number })
    const { createHash } = await import('node:crypto')
    const to = createHash('sha256').update(number).digest('hex')
    const tag = { 'x-line-delivery-tag': 'a-tag-of-16-chars' }
    matches(t, await post('/bot/pnp/push', { to, messages }, tag), { status: 200, body: {} })
    const [webhook, call] = line.exchanges.list()
    matches(t, webhook, {
      kind: 'webhook',
      body: /"type":"delivery","delivery":\{"data":"a-tag-of-16-chars"/
    })
    matches(t, call, { operation: 'pushMessagesByPhone', chats: [ids.user] })
    matches(t, await post('/bot/pnp/push', { to: to.replace(/./g, '0'), messages }), {
      status: 422,
      body: { message: 'Failed to send messages' }
    })
    matches(
      t,
      await post('/bot/pnp/push', { to: number, messages }),
      invalid('The value must be a valid SHA-256 digest.', 'to')
    )
    clock.now += DAY
    t.same((await get('/v2/bot/message/delivery/pnp?date=20261125')).body, { status: 'ready', success: 1 })
  }
)

t.test('an operation has the rate limit that LINE states', async (t) => {
  const { line, clock, ids, post } = await startApi(t)
  const statuses = async (count: number) => {
    const found = new Set<number>()
    for (let i = 0; i < count; i++) found.add((await post('/v2/bot/message/broadcast', { messages })).status)
    return [...found]
  }
  t.same(await statuses(60), [200])
  t.same(await statuses(1), [429])
  t.equal((await post(PUSH, { to: ids.user, messages })).status, 200, 'each counts for itself')
  clock.now += 60_000
  t.same(await statuses(2), [200, 429], 'one more a minute')
  line.settings.operationRateLimits = false
  t.same(await statuses(5), [200])
})
