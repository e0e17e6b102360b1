import type { Browser } from 'playwright-core'
import { CALLBACK } from '../helper.ts'
import { channelAt, createPage } from './start-page.ts'

const HOST = 'my-bot.herokuapp.com'

/** README's picture of the bot's own page, on which one step is left. */
export async function screenshotPage(browser: Browser, path: string): Promise<void> {
  const { app, activity, listen } = createPage({ channel: channelAt(`https://${HOST}${CALLBACK}`, false) })
  activity.webhookReceived()
  activity.eventEnded({ outcome: 'replied', tries: 1 })
  const url = await listen()
  try {
    const page = await browser.newPage({
      viewport: { width: 1080, height: 690 },
      reducedMotion: 'reduce',
      deviceScaleFactor: 1.5,
      colorScheme: 'light',
      extraHTTPHeaders: { 'x-forwarded-proto': 'https', 'x-forwarded-host': HOST }
    })
    await page.goto(url)
    await page.getByRole('checkbox').first().check()
    await page.getByRole('checkbox').first().check()
    await page.getByRole('heading', { name: 'Hana’s bot' }).click() // the focus leaves the steps
    await page.screenshot({ path, fullPage: true })
  } finally {
    await app.close()
  }
}
