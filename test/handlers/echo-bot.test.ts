import { readFileSync } from 'node:fs'
import t, { type Test } from 'tap'
import { createApp } from '../../src/app.ts'
import { matches, startLineAndBot } from '../helper.ts'

const createHandlersIn = (file: string) =>
  /^export function createHandlers.*?^}/ms.exec(readFileSync(file, 'utf8'))?.[0]

/** Why these tests are skipped, if they are: a bot whose author has replaced the handlers is no echo bot. */
const skip =
  createHandlersIn('src/handlers/handlers.ts') !== createHandlersIn('test/plain-bot/handlers.ts') &&
  'src/handlers/handlers.ts is not the echo bot'

/** The bot as it is, with the handlers of `src/handlers/handlers.ts`. */
async function start(t: Test, environment: Record<string, string> = {}) {
  const ownBot = await import('../../src/handlers/handlers.ts')
  return startLineAndBot(t, environment, (options) => createApp({ ...options, ...ownBot }))
}

t.test('echoes text', { skip }, async (t) => {
  const { line, eventLog } = await start(t)
  const { event, delivery, replies } = await line.say('Hello, 世界 🤨')
  matches(t, delivery, { status: 200 })
  t.same(replies, [{ type: 'text', text: 'Hello, 世界 🤨' }])
  matches(t, await eventLog(event), {
    level: 'info',
    kind: 'message.text',
    outcome: 'replied',
    status: 200,
    tries: 1
  })
})

t.test('echoes what LINE writes with \\u escapes', { skip }, async (t) => {
  const { line } = await start(t)
  line.settings.unicodeEscapes = true
  matches(t, await line.say('火 🤨 Zoë'), { delivery: { status: 200 }, replies: [{ text: '火 🤨 Zoë' }] })
})

t.test('echoes a text that is too long for one message', { skip }, async (t) => {
  const { line } = await start(t)
  const { replies } = await line.say('🍎'.repeat(4_000))
  matches(t, replies, [{ text: '🍎'.repeat(2_500) }, { text: '🍎'.repeat(1_500) }])
})

t.test('echoes LINE emoji that a bot may send as emoji, and others as text', { skip }, async (t) => {
  const { line } = await start(t)
  const happy = { productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }
  const emojis = [
    { index: 3, length: 7, ...happy },
    { index: 11, length: 5, productId: '0'.repeat(24), emojiId: '001' }
  ]
  const { delivery, replies } = await line.say('{} (happy) (cat)', {
    emojis,
    mention: 'all',
    source: 'group'
  })
  matches(t, delivery, { status: 200 })
  t.same(replies, [
    {
      type: 'textV2',
      text: '@All {{}} {emoji1} (cat)',
      substitution: { emoji1: { type: 'emoji', ...happy } }
    }
  ])
})

t.test('with DEFAULT_REPLY_TEXT, answers everything else that can be answered', { skip }, async (t) => {
  const { line, eventLog } = await start(t, { DEFAULT_REPLY_TEXT: 'Only text, please' })
  const [sticker, follow, unknown, text, unfollow, standby] = await line.sendTogether([
    { type: 'sticker' },
    { type: 'follow' },
    { type: 'unknownEvent' },
    { type: 'text', text: 'echo' },
    { type: 'unfollow' },
    { type: 'sticker', mode: 'standby' }
  ])
  for (const answered of [sticker, follow, unknown]) {
    t.same(answered?.replies, [{ type: 'text', text: 'Only text, please' }])
  }
  matches(t, text?.replies, [{ text: 'echo' }])
  t.equal(line.calls().length, 4)
  matches(t, await eventLog(unfollow?.event as never), { outcome: 'ignored', reason: 'no-reply-token' })
  matches(t, await eventLog(standby?.event as never), { outcome: 'ignored', reason: 'standby' })
})
