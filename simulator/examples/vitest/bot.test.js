import { createSimulator } from 'line-platform-simulator'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { startBot } from './bot.js' // your bot

const line = await createSimulator()
const bot = await startBot(line) // it calls line.url, with the credentials of line
line.settings.webhookUrl = bot.url
beforeEach(() => line.reset())
afterAll(() => Promise.all([bot.close(), line.close()]))

test('echoes text', async () => {
  const { replies } = await line.say('hello')
  expect(replies).toEqual([{ type: 'text', text: 'hello' }])
})
