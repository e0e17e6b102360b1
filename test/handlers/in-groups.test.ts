import type { EventSpec } from 'line-platform-simulator'
import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import type { Handlers } from '../../src/handlers/types.ts'
import { startBot, startLine } from '../helper.ts'

const say = (text: string) => () => [{ type: 'text', text } as const]
const HANDLERS: Handlers = {
  'message.text': say('text'),
  messageEdited: say('edited'),
  join: say('join'),
  postback: say('postback'),
  unsend: () => undefined,
  default: say('default')
}

/** What becomes of each event in a bot with these manners: its reply, or why there is none. */
async function outcomes(t: Test, environment: Record<string, string>, specs: EventSpec[]) {
  const line = await startLine(t)
  const createHandlers = () => HANDLERS
  const bot = await startBot(t, line, environment, (options) => createApp({ ...options, createHandlers }))
  const sent = await line.sendTogether(specs)
  return Promise.all(
    sent.map(async ({ event, delivery, replies }) => {
      t.equal(delivery.status, 200)
      const { outcome, reason } = await bot.eventLog(event)
      return outcome === 'replied' ? (replies[0] as { text: string }).text : reason
    })
  )
}

const mention = (mentionees: unknown): EventSpec => {
  const message = { type: 'text', id: '1', text: '@bot hi', quoteToken: 'q', mention: { mentionees } }
  return { type: 'text', source: 'group', override: { message } }
}

const EVENTS: EventSpec[] = [
  { type: 'text', source: 'group' },
  { type: 'text', source: 'room' },
  { type: 'text', source: 'group', mention: 'bot' },
  { type: 'text', source: 'room', mention: 'bot' },
  { type: 'messageEdited', source: 'group', mention: 'bot' },
  { type: 'messageEdited', source: 'group' },
  { type: 'sticker', source: 'group' },
  { type: 'join', source: 'group' },
  { type: 'postback', source: 'group' },
  { type: 'memberJoined', source: 'group' },
  { type: 'unsend', source: 'group' },
  { type: 'text' },
  { type: 'sticker' }
]

t.test('by default, the bot speaks in groups as it does elsewhere', async (t) => {
  t.same(await outcomes(t, {}, EVENTS), [
    ...['text', 'text', 'text', 'text', 'edited', 'edited'],
    ...['default', 'join', 'postback', 'default', 'no-reply', 'text', 'default']
  ])
})

t.test('with GROUP_REPLIES=mention, members are answered when they mention the bot', async (t) => {
  t.same(await outcomes(t, { GROUP_REPLIES: 'mention' }, EVENTS), [
    ...['group', 'group', 'text', 'text', 'edited', 'group'],
    ...['group', 'join', 'postback', 'group', 'no-reply', 'text', 'default']
  ])
})

t.test('with GROUP_REPLIES=off, the bot says nothing in groups, and hears what takes no reply', async (t) => {
  t.same(await outcomes(t, { GROUP_REPLIES: 'off' }, EVENTS), [
    ...['group', 'group', 'group', 'group', 'group', 'group'],
    ...['group', 'group', 'group', 'group', 'no-reply', 'text', 'default']
  ])
})

t.test('a mention of others, or of all, or one that cannot be, is no mention of the bot', async (t) => {
  const specs: EventSpec[] = [
    { type: 'text', source: 'group', mention: 'user' },
    { type: 'text', source: 'group', mention: 'all' },
    { type: 'text', text: '@Echo bot', source: 'group' },
    ...[null, 'isSelf', {}, [null], [{ isSelf: 'true' }], []].map(mention),
    { type: 'text', source: 'group', override: { message: null } }
  ]
  t.same(new Set(await outcomes(t, { GROUP_REPLIES: 'mention' }, specs)), new Set(['group']))
  const second = mention([{ type: 'user', index: 0, length: 1 }, { isSelf: true }])
  t.same(await outcomes(t, { GROUP_REPLIES: 'mention' }, [second]), ['text'])
})
