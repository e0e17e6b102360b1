/**
 * Writes the README's pictures of the playground and of the bot's own page to docs/. Needs Chromium.
 *
 *     npx node scripts/screenshots.ts
 */
import { EventEmitter } from 'node:events'
import { mkdirSync } from 'node:fs'
import type { messagingApi } from '@line/bot-sdk'
import { createSimulator } from 'line-platform-simulator'
import { startBrowser } from '../simulator/test/support/browser.ts'
import { createApp } from '../src/app.ts'
import { echo } from '../src/handlers/echo/echo.ts'
import type { Handlers } from '../src/handlers/types.ts'
import { createLogger } from '../src/log/logger.ts'
import { screenshotPage } from '../test/status-page/screenshot.ts'
import { outcomeIn } from './playground/bot-log.ts'

const line = await createSimulator()
const { url } = line
const picture = (name: string) => `${url}/chat/gallery/pictures/${name}.svg`

/** A bot with a card, a sticker, and an echo. */
const createHandlers = (): Handlers => ({
  'message.text': ({ message }) => (message.text === 'Coffee?' ? [card()] : echo(message.text)),
  'message.sticker': () => [{ type: 'sticker', packageId: '789', stickerId: '10855' }]
})

function card(): messagingApi.FlexMessage {
  const star = (name: string) => ({ type: 'icon', url: picture(name), size: 'sm' }) as const
  return {
    type: 'flex',
    altText: 'Window Café',
    contents: {
      type: 'bubble',
      size: 'kilo',
      hero: { type: 'image', url: picture('cafe'), size: 'full', aspectRatio: '2:1', aspectMode: 'cover' },
      body: {
        type: 'box',
        layout: 'vertical',
        paddingAll: '16px',
        contents: [
          { type: 'text', text: 'Window Café', weight: 'bold', size: 'xl' },
          {
            type: 'box',
            layout: 'baseline',
            margin: 'sm',
            contents: [
              ...['star', 'star', 'star', 'star', 'star-empty'].map(star),
              { type: 'text', text: '4.0', size: 'sm', color: '#767676', margin: 'md', flex: 0 }
            ]
          }
        ]
      },
      footer: {
        type: 'box',
        layout: 'vertical',
        contents: [
          {
            type: 'button',
            style: 'primary',
            height: 'sm',
            color: '#067d39',
            action: { type: 'message', label: 'Reserve a table', text: 'A table, please' }
          }
        ]
      }
    },
    quickReply: {
      items: [
        { type: 'action', action: { type: 'message', label: 'Tea instead', text: 'Tea' } },
        { type: 'action', action: { type: 'location', label: 'Near me' } }
      ]
    }
  }
}

const lines = new EventEmitter<{ line: [string] }>()
const log = createLogger({ write: (text) => void lines.emit('line', text) })
const bot = await createApp({
  environment: {
    LINE_CHANNEL_SECRET: line.channelSecret,
    LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken,
    LINE_API_BASE_URL: url
  },
  log,
  createHandlers
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
  await page.getByRole('button', { name: 'Sticker', exact: true }).click()
  await page.getByRole('button', { name: 'Moon 446 / 1988' }).click()
  await page.locator('.theirs .sticker').waitFor()
  await page.getByRole('button', { name: 'error 500' }).click()
  await page.locator('[data-fault][aria-pressed=true]').waitFor()
  await say('Does it get lost?')
  await page.locator('.theirs .bubble', { hasText: 'Does it get lost?' }).waitFor()
  await say('Coffee?')
  await page.locator('.theirs .fx-bubble').waitFor()
  await page.locator('.outcome', { hasText: 'replied' }).nth(2).waitFor()
  await page.locator('#exchanges summary', { hasText: '/message/reply' }).nth(1).click() // the try that failed
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
