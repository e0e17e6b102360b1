import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { createSimulator } from 'line-platform-simulator'
import { startBot } from './bot.js' // your bot

const line = await createSimulator()
const bot = await startBot(line) // it calls line.url, with the credentials of line
line.settings.webhookUrl = bot.url
beforeEach(() => line.reset())
after(() => Promise.all([bot.close(), line.close()]))

test('echoes text', async () => {
  const { delivery, replies } = await line.say('hello')
  assert.equal(delivery.status, 200)
  assert.deepEqual(replies, [{ type: 'text', text: 'hello' }])
})

test('pushes the message when the reply token has expired', async () => {
  const [event] = line.create({ type: 'text', text: 'hello' })
  line.advance(21 * 60_000)
  await line.deliver([event])
  const calls = line.requests().map(({ operation, status }) => [operation, status])
  assert.deepEqual(calls, [
    ['replyMessage', 400],
    ['pushMessage', 200]
  ])
})
