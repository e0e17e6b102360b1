/** `npm run screenshot`: writes README's pictures of the playground and of the bot's own page, into docs/. */
import { mkdirSync } from 'node:fs'
import { createSimulator } from '../simulator/simulator.ts'
import { createApp } from '../src/app.ts'
import { createLogger } from '../src/runtime/logger.ts'
import { startBrowser } from './browser.ts'

const credentials = { channelSecret: 'a'.repeat(32), channelAccessToken: 'token' }
const line = createSimulator({ webhookUrl: '', ...credentials })
const url = await line.app.listen({ host: 'localhost', port: 0 })
const bot = await createApp({
  environment: {
    LINE_CHANNEL_SECRET: credentials.channelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: credentials.channelAccessToken,
    LINE_API_BASE_URL: url,
    LOG_LEVEL: 'warn'
  },
  log: await createLogger()
})
line.platform.settings.webhookUrl = `${await bot.listen({ host: '127.0.0.1', port: 0 })}/echobot/callback/`
const browser = await startBrowser()

try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 720 },
    deviceScaleFactor: 1.5,
    colorScheme: 'light'
  })
  await page.goto(url)
  await page.getByRole('button', { name: 'Hana' }).waitFor()
  const say = async (text: string) => {
    await page.getByLabel('Message', { exact: true }).fill(text)
    await page.keyboard.press('Enter')
    await page.locator('.theirs .bubble', { hasText: text }).waitFor()
  }
  await say('Hello, 世界 🤨')
  await page.getByRole('button', { name: 'Sticker' }).click()
  await page.locator('.mine .card').waitFor()
  await page.getByRole('button', { name: 'error 500' }).click()
  await page.locator('[data-fault][aria-pressed=true]').waitFor()
  await say('Does it get lost?')
  await page.locator('#exchanges summary', { hasText: 'webhook: message.text' }).first().click()
  await page.mouse.move(0, 0)
  mkdirSync('docs', { recursive: true })
  await page.screenshot({ path: 'docs/playground.png' })
  console.log('docs/playground.png')

  const address = new URL('/', line.platform.settings.webhookUrl).href
  Object.assign(line.platform.settings, {
    webhookUrl: 'https://my-bot.herokuapp.com/echobot/callback/',
    useWebhook: false
  })
  const site = await browser.newPage({
    viewport: { width: 900, height: 800 },
    deviceScaleFactor: 1.5,
    colorScheme: 'light',
    extraHTTPHeaders: { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'my-bot.herokuapp.com' }
  })
  await site.goto(address)
  await site.screenshot({ path: 'docs/site.png', clip: { x: 60, y: 62, width: 780, height: 602 } })
  console.log('docs/site.png')
} finally {
  await browser.close()
  await bot.close()
  await line.app.close()
}
