/** Module channels and mission stickers, which LINE opens to partners. */
import t from 'tap'
import { startApi } from '../support/call.ts'
import { matches } from '../support/matches.ts'

const NOT_FOUND = { status: 404, body: { message: 'Not found' } }

t.test('a module channel is attached to its bot until it is detached', async (t) => {
  const { line, ids, get, post } = await startApi(t)
  const { userId, basicId, displayName } = line.people.bot
  t.same((await get('/v2/bot/list')).body, { bots: [{ userId, basicId, displayName }] })
  t.equal((await get('/v2/bot/list?limit=101')).status, 400)
  const detach = (botId: unknown) => post('/v2/bot/channel/detach', { botId })
  for (const botId of [undefined, 'U1', ids.group]) {
    matches(t, await detach(botId), {
      status: 400,
      body: { message: 'user/group/room Id is not available.' }
    })
  }
  const notDetachable = { status: 400, body: { message: 'Specified channel is not detachable' } }
  matches(t, await detach(ids.stranger), notDetachable)
  t.equal((await detach(userId)).status, 200)
  matches(t, await detach(userId), notDetachable)
  t.same((await get('/v2/bot/list')).body, { bots: [] })

  const [attached] = line.create({ type: 'module' })
  matches(t, attached, { module: { type: 'attached', botId: userId } })
  t.equal((await get('/v2/bot/list')).body.bots.length, 1)
  line.create({ type: 'module', module: 'detached' })
  t.same((await get('/v2/bot/list')).body, { bots: [] })
})

t.test('a module channel acquires and releases the control of a chat, and is told so', async (t) => {
  const { line, clock, ids, post } = await startApi(t)
  const control = (chatId: string, what: string, body?: object) =>
    post(`/v2/bot/chat/${chatId}/control/${what}`, body)
  const lastEvent = () => JSON.parse(line.webhooks().at(-1)?.body ?? '{}').events[0]
  const said = (chat: object) => line.create({ type: 'text', ...chat })[0]
  matches(t, said({}), { mode: 'active', replyToken: String })

  t.equal((await control(ids.user, 'release')).status, 200)
  matches(t, lastEvent(), { type: 'deactivated', mode: 'active', source: { type: 'user', userId: ids.user } })
  matches(t, said({}), { mode: 'standby', replyToken: undefined })
  matches(t, said({ user: 'Wei' }), { mode: 'active' }, 'of this chat alone')
  matches(t, said({ mode: 'active' }), { mode: 'active' }, 'what is said comes first')
  const before = line.webhooks().length
  t.equal((await control(ids.user, 'release')).status, 200)
  t.equal(line.webhooks().length, before, 'it had no control')

  const from = clock.now
  t.equal((await control(ids.user, 'acquire', { expired: true, ttl: 60 })).status, 200)
  matches(t, lastEvent(), { type: 'activated', mode: 'active', chatControl: { expireAt: from + 60_000 } })
  matches(t, said({}), { mode: 'active', replyToken: String })
  clock.now += 60_000
  matches(t, said({}), { mode: 'standby' }, 'control went back to the primary channel')

  const groupFrom = clock.now
  t.equal((await control(ids.group, 'acquire')).status, 200, 'a body is optional')
  matches(t, lastEvent(), {
    source: { type: 'group', groupId: ids.group, userId: undefined },
    chatControl: { expireAt: groupFrom + 3_600_000 }
  })
  t.equal((await control(ids.room, 'acquire', { expired: false, ttl: 1 })).status, 200)
  clock.now += 3_600_000
  matches(t, said({ source: 'group' }), { mode: 'standby' })
  matches(t, said({ source: 'room' }), { mode: 'active' }, 'without a time limit')

  const badId = { status: 400, body: { message: "The value for the 'chatId' parameter is invalid" } }
  matches(t, await control('U1', 'acquire'), badId)
  matches(t, await control('U1', 'release'), badId)
  matches(t, await control(ids.stranger, 'acquire'), NOT_FOUND)
  line.people.group.joined = false
  matches(t, await control(ids.group, 'acquire'), NOT_FOUND)
  matches(t, await control(ids.user, 'acquire', { ttl: 31_536_001 }), {
    status: 400,
    body: { details: [{ property: 'ttl' }] }
  })
})

t.test('a mission sticker goes to a user', async (t) => {
  const { ids, post } = await startApi(t)
  const sticker = { to: ids.user, productType: 'STICKER', productId: '0000', sendPresentMessage: false }
  matches(t, await post('/shop/v3/mission', sticker), { status: 200, body: '' })
  for (const wrong of [
    { to: ids.stranger },
    { to: ids.group },
    { to: undefined },
    { productId: '' },
    { productType: 'THEME' },
    { sendPresentMessage: 'no' }
  ]) {
    matches(t, await post('/shop/v3/mission', { ...sticker, ...wrong }), {
      status: 400,
      body: { message: 'invalid request' }
    })
  }
})
