import t from 'tap'
import { HELLO, invalid, startApi } from '../support/call.ts'
import { matches } from '../support/matches.ts'

type MessageEvent = { replyToken: string; message: { quoteToken: string } }

const PUSH = '/v2/bot/message/push'
const REPLY = '/v2/bot/message/reply'
const quoting = (quoteToken: string) => ({ ...HELLO, quoteToken })
const refused = invalid('Invalid quote token', 'messages[0].quoteToken')

t.test('a message is quoted in its own chat, as often as one likes', async (t) => {
  const { line, ids, post } = await startApi(t)
  const [inUser, inGroup] = line.create(
    { type: 'text' },
    { type: 'sticker', source: 'group' }
  ) as unknown as [MessageEvent, MessageEvent]
  const push = (to: string, ...messages: object[]) => post(PUSH, { to, messages })
  const reply = ({ replyToken }: MessageEvent, ...messages: object[]) => post(REPLY, { replyToken, messages })

  t.equal((await push(ids.user, quoting(inUser.message.quoteToken))).status, 200)
  matches(t, await push(ids.group, quoting(inUser.message.quoteToken)), refused)
  matches(t, await push(ids.second, quoting(inUser.message.quoteToken)), refused)
  matches(t, await push(ids.user, quoting('made up')), refused)
  matches(
    t,
    await push(ids.user, HELLO, { type: 'sticker', packageId: '1', stickerId: '1', quoteToken: 'made up' }),
    invalid('Invalid quote token', 'messages[1].quoteToken')
  )
  matches(t, await reply(inGroup, quoting(inUser.message.quoteToken)), refused)
  t.equal((await reply(inGroup, quoting(inGroup.message.quoteToken))).status, 200)
  t.equal((await reply(inUser, quoting(inUser.message.quoteToken))).status, 200)
})

t.test('what the bot has sent can be quoted, too', async (t) => {
  const { line, ids, post } = await startApi(t)
  const [{ replyToken }] = line.create({ type: 'text', source: 'group' }) as unknown as [MessageEvent]
  const sent = async (answer: ReturnType<typeof post>) =>
    (await answer).body.sentMessages[0].quoteToken as string
  const pushed = await sent(post(PUSH, { to: ids.user, messages: [HELLO] }))
  const replied = await sent(post(REPLY, { replyToken, messages: [HELLO] }))
  const quote = (to: string, token: string) => post(PUSH, { to, messages: [quoting(token)] })
  t.equal((await quote(ids.user, pushed)).status, 200)
  matches(t, await quote(ids.group, pushed), refused)
  t.equal((await quote(ids.group, replied)).status, 200)
  matches(t, await quote(ids.user, replied), refused)
})

t.test('only replies and pushes quote; without a chat, a quote token is not looked up', async (t) => {
  const { line, ids, post } = await startApi(t)
  const [{ message }] = line.create({ type: 'text' }) as unknown as [MessageEvent]
  const messages = [quoting(message.quoteToken)]
  matches(t, await post('/v2/bot/message/multicast', { to: [ids.user], messages }), refused)
  matches(t, await post('/v2/bot/message/broadcast', { messages }), refused)
  matches(t, await post('/v2/bot/message/narrowcast', { messages }), refused)
  t.equal((await post('/v2/bot/message/validate/push', { messages: [quoting('made up')] })).status, 200)
})

t.test('whether LINE takes the id of a coupon that is not there is an option', async (t) => {
  const { line, ids, post } = await startApi(t)
  const { body } = await post('/v2/bot/coupon', {
    title: 'A tenth off',
    startTimestamp: 1_700_000_000,
    endTimestamp: 1_900_000_000,
    timezone: 'ASIA_TOKYO',
    visibility: 'UNLISTED',
    maxUseCountPerTicket: 1,
    acquisitionCondition: { type: 'normal' }
  })
  const push = (couponId: string) => post(PUSH, { to: ids.user, messages: [{ type: 'coupon', couponId }] })
  t.equal((await push('made-up')).status, 200)
  line.settings.acceptUnknownCoupons = false
  matches(t, await push('made-up'), invalid('No such coupon', 'messages[0].couponId'))
  t.equal((await push(body.couponId)).status, 200)
})
