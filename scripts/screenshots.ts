/**
 * Writes the README's pictures to docs/: the playground with the echo bot, and the bot's own page. Needs Chromium.
 *
 *     npx node scripts/screenshots.ts
 */
import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createSimulator } from 'line-platform-simulator'
import { startBrowser } from '../simulator/test/support/browser.ts'
import { createApp } from '../src/app.ts'
import * as echoBot from '../src/handlers/handlers.ts'
import { createLogger } from '../src/log/logger.ts'
import { screenshotPage } from '../test/status-page/screenshot.ts'
import { outcomeIn } from './playground/bot-log.ts'

const line = await createSimulator()
const { url } = line
const lines = new EventEmitter<{ line: [string] }>()
const log = createLogger({ write: (text) => void lines.emit('line', text) })
const bot = await createApp({
  environment: {
    LINE_CHANNEL_SECRET: line.channelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
    LINE_API_BASE_URL: url
  },
  log,
  ...echoBot
})
lines.on('line', (text) => {
  const said = outcomeIn(text)
  if (said) line.noteOutcome(said.webhookEventId, said.outcome)
})
line.settings.webhookUrl = `${await bot.listen({ host: '127.0.0.1', port: 0 })}/echobot/callback/`
line.setBotStatus({ state: 'listening', since: Date.now() })
const browser = await startBrowser()

try {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    deviceScaleFactor: 1.5,
    colorScheme: 'light'
  })
  await page.goto(url)
  await page.getByRole('button', { name: 'Hana' }).waitFor()
  const say = async (text: string) => {
    await page.getByLabel('Message', { exact: true }).fill(text)
    await page.keyboard.press('Enter')
  }
  const echoOf = (text: string) => page.locator('.theirs .bubble', { hasText: text })
  await say('Hello! สวัสดี こんにちは')
  await echoOf('Hello!').waitFor()
  await page.getByRole('button', { name: 'Sticker', exact: true }).click()
  await page.getByRole('button', { name: 'Moon 446 / 1988' }).click()
  await page.locator('.outcome', { hasText: 'ignored' }).waitFor()
  await page.getByRole('button', { name: 'error 500' }).click()
  await page.locator('[data-fault][aria-pressed=true]').waitFor()
  await say('Does it get lost?')
  await echoOf('Does it get lost?').waitFor()
  await page.locator('.outcome', { hasText: 'replied' }).nth(1).waitFor()
  await page.locator('#exchanges summary', { hasText: '/message/reply' }).first().click() // the failed attempt
  await page.locator('#messages').evaluate((list) => list.scrollTo(0, list.scrollHeight))
  await page.mouse.move(0, 0)
  mkdirSync('docs', { recursive: true })
  await page.screenshot({ path: 'docs/playground.png' })
  console.log('docs/playground.png')

  await screenshotPage(browser, 'docs/site.png')
  console.log('docs/site.png')
} finally {
  await browser.close()
  await bot.close()
  await line.close()
}
