/**
 * Tests a bot's handlers against the simulator. Copy this file to `test/`, and import your own handlers:
 *
 *     npx node test/my-bot.test.ts
 */
import t from 'tap'
import { startBot } from '../test/start-bot.ts'
import * as bot from './hello.ts' // in your copy: '../src/handlers/handlers.ts'

t.test('answers hello with a question', async (t) => {
  const { say } = await startBot(t, { bot })
  const [question] = await say('hello')
  t.match(question, { type: 'text', text: 'Hello! How are you?' })
})

t.test('answers a sticker with a sticker', async (t) => {
  const { send } = await startBot(t, { bot })
  t.same(await send({ type: 'sticker' }), [{ type: 'sticker', packageId: '446', stickerId: '1988' }])
})
