import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { slow } from '../src/handlers/slow.ts'
import type { BotDefinition } from '../src/handlers/types.ts'
import { startBot } from './start-bot.ts'

const bot: BotDefinition = {
  createHandlers: () => ({
    'message.image': slow(async () => {
      await sleep(1_500) // a slow handler's webhook is answered after a second
      return [{ type: 'text', text: 'a picture' }]
    }),
    'message.text': async ({ message }) => {
      if (message.text === 'slow') await sleep(1_700) // the webhook is answered after 1.5 s
      if (message.text !== 'silent') return [{ type: 'text', text: message.text }]
    }
  })
}

t.test('say and send return the replies, also those sent after the webhook was answered', async (t) => {
  const { say, send, line } = await startBot(t, { bot })
  t.same(await say('hello'), [{ type: 'text', text: 'hello' }])
  t.same(await say('slow'), [{ type: 'text', text: 'slow' }])
  t.same(await send({ type: 'image' }), [{ type: 'text', text: 'a picture' }])
  t.same(
    line.webhooks().map(({ status }) => status),
    [200, 503, 200]
  )
})

t.test('say and send return nothing as soon as an event is handled without a reply', async (t) => {
  const { say, send } = await startBot(t, { bot })
  t.same(await say('silent'), [])
  t.same(await send({ type: 'sticker' }), [])
  t.same(await send({ type: 'unfollow' }), [])
})

t.test('an event that is not handled in time is an error', async (t) => {
  const { say } = await startBot(t, { bot, limitMs: 1_000 })
  await t.rejects(say('refused', { signature: 'bad' }), {
    message: 'not handled after 1000 ms; the answer to the webhook was 403'
  })
})
