import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import jsQR from 'jsqr'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { startBrowser, withoutBrowser } from '../../simulator/test/support/browser.ts'
import { LANGUAGES } from '../../src/setup/texts/texts.ts'
import { CALLBACK } from '../helper.ts'
import { FORWARDED, startPage } from './start-page.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
type OpenOptions = BrowserContextOptions & { path?: string }
const REPLIED = { outcome: 'replied', tries: 1 } as const

t.test('the page in a browser', { skip: withoutBrowser }, async (t) => {
  const browser: Browser = await startBrowser()
  t.teardown(() => browser.close())

  /** The page of a bot, and what the browser reports as an error. */
  async function open(t: Test, { path = '/', ...options }: OpenOptions) {
    const { url, activity } = await startPage(t)
    const context = await browser.newContext({ extraHTTPHeaders: FORWARDED, ...options })
    t.teardown(() => context.close())
    const page = await context.newPage()
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('request', (request) => void (request.url().startsWith(url) || errors.push(request.url())))
    await page.goto(url + path)
    return { page, context, url, activity, errors }
  }

  /** A test on an open page; whatever the browser reports as an error fails it. */
  const onPage = (
    name: string,
    options: OpenOptions,
    use: (t: Test, opened: Awaited<ReturnType<typeof open>>) => Promise<void>
  ) =>
    t.test(name, async (t) => {
      const opened = await open(t, options)
      await use(t, opened)
      t.same(opened.errors, [], 'the browser reports nothing')
    })

  const step = (page: Page, name: string) => page.locator('[data-step]').filter({ has: page.getByText(name) })
  const boxes = (page: Page) => page.getByRole('checkbox')

  onPage(
    'copies the webhook URL with a click',
    { permissions: ['clipboard-read', 'clipboard-write'] },
    async (t, { page }) => {
      await page.getByRole('button', { name: 'Copy' }).click()
      await page.getByRole('button', { name: 'Copied' }).waitFor()
      t.equal(await page.evaluate('navigator.clipboard.readText()'), `https://bot.example${CALLBACK}`)
    }
  )

  onPage(
    'works without JavaScript: all but the button and the ticks',
    { javaScriptEnabled: false },
    async (t, { page }) => {
      t.equal(await page.getByRole('button', { name: 'Copy' }).count(), 0)
      t.equal(await boxes(page).count(), 0)
      await page.getByText(`https://bot.example${CALLBACK}`).waitFor()
      t.equal(await page.locator('.steps .done').count(), 3)
      t.equal(await page.locator('.celebration').isVisible(), false)
    }
  )

  onPage('what is done is folded away, what is left is open', {}, async (t, { page }) => {
    t.equal(await page.getByText('This address is registered.').isVisible(), false)
    t.equal(await page.getByText('Send a message to the bot.').isVisible(), true)
    await page.getByText('Register the webhook URL').click()
    await page.getByText('This address is registered.').waitFor()
  })

  onPage(
    'ticks come by themselves, and leave alone what the reader does',
    {},
    async (t, { page, activity }) => {
      await page.getByText('Register the webhook URL').click()
      await boxes(page).first().focus()
      activity.eventEnded(REPLIED)
      await page.locator('.steps .done', { hasText: 'Say hello' }).waitFor()
      await page.getByText('Everything this page can check is set up').waitFor()
      t.equal(await page.getByText('This address is registered.').isVisible(), true, 'it stays open')
      t.equal(await page.evaluate('document.activeElement.id'), 'tick-redelivery', 'the focus stays')
    }
  )

  onPage('a tick by hand stays, for this webhook URL', {}, async (t, { page, context, url }) => {
    await boxes(page).first().check()
    const redelivery = step(page, 'Webhook redelivery')
    t.equal(await redelivery.getAttribute('class'), 'done')
    t.equal(await boxes(page).count(), 1, 'it is folded away')
    t.equal(await page.evaluate('document.activeElement.id'), 'step-redelivery', 'the focus is not lost')
    await page.reload()
    t.equal(await redelivery.getAttribute('class'), 'done')
    t.equal(await redelivery.getByRole('img').getAttribute('aria-label'), 'done')
    await context.setExtraHTTPHeaders({ ...FORWARDED, 'x-forwarded-host': 'other.example' })
    await page.goto(url)
    t.equal(await redelivery.getAttribute('class'), 'byHand', 'another bot has its own')
    await context.setExtraHTTPHeaders(FORWARDED)
    await page.goto(url)
    await page.getByText('Switch “Webhook redelivery” on').click()
    await boxes(page).first().uncheck()
    await page.reload()
    t.equal(await redelivery.getAttribute('class'), 'byHand', 'it can be taken back')
  })

  onPage('where nothing can be stored, ticks work all the same', {}, async (t, { page }) => {
    await page.addInitScript("Object.defineProperty(window, 'localStorage', { get() { throw new Error() } })")
    await page.reload()
    await boxes(page).first().check()
    t.equal(await step(page, 'Webhook redelivery').getAttribute('class'), 'done')
  })

  for (const reducedMotion of ['reduce', 'no-preference'] as const) {
    onPage(
      `the end is a moment of joy (motion: ${reducedMotion})`,
      { reducedMotion },
      async (t, { page, activity }) => {
        activity.eventEnded(REPLIED)
        await page.reload()
        t.equal(await page.getByText('Your bot is ready!').isVisible(), false, 'not yet')
        await boxes(page).first().check()
        await boxes(page).first().check()
        await page.getByRole('heading', { name: 'Your bot is ready!' }).waitFor()
        const friend = page.locator('.celebration').getByRole('link', { name: 'Add as a friend' })
        t.equal(await friend.getAttribute('href'), 'https://line.me/R/ti/p/%40123abcde')
        t.equal(await page.getByText('Tick off the remaining').isVisible(), false)
        const animation = await page.evaluate(
          "getComputedStyle(document.querySelector('.celebration svg')).animationName"
        )
        t.equal(animation, reducedMotion === 'reduce' ? 'none' : 'pop')
        t.same(await violations(page), [])
        activity.signatureMismatched()
        await page.getByText('Look at this first').waitFor()
        t.equal(await page.locator('.celebration').count(), 0, 'no joy while something may be wrong')
      }
    )
  }

  onPage('only the sentence that is wrong is red', {}, async (t, { page, activity }) => {
    activity.eventEnded({ outcome: 'rejected', status: 400, tries: 1, message: 'Invalid reply token' })
    await page.reload()
    const red = await page.evaluate(`[...document.querySelectorAll('main *')]
      .filter((element) => element.childElementCount === 0 || element.matches('.problem'))
      .filter((element) => getComputedStyle(element).color === 'rgb(179, 38, 30)')
      .map((element) => element.firstChild.textContent)`)
    t.same(red, ['Something needs your attention.', 'The last event failed.'])
  })

  onPage('its QR code is the link to add the bot as a friend', {}, async (t, { page }) => {
    const pixels = await page.evaluate(`(async () => {
      const image = document.querySelector('.qr')
      await image.decode()
      const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 200 })
      const context = canvas.getContext('2d')
      context.drawImage(image, 0, 0, 200, 200)
      return [...context.getImageData(0, 0, 200, 200).data]
    })()`)
    const found = jsQR.default(Uint8ClampedArray.from(pixels as number[]), 200, 200, {
      inversionAttempts: 'dontInvert'
    })
    t.equal(found?.data, 'https://line.me/R/ti/p/%40123abcde')
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    onPage(
      `is readable and accessible: ${colorScheme}`,
      { colorScheme },
      async (t, { page, url, activity }) => {
        activity.eventEnded({
          outcome: 'failed',
          reason: 'internal',
          err: new Error(),
          mayHaveBeenDelivered: true
        })
        activity.signatureMismatched()
        const phones = Object.keys(LANGUAGES).map((language) => [360, language] as const)
        for (const [width, language] of [[1280, 'en'] as const, ...phones]) {
          const name = `${width} px, ${language}`
          await page.setViewportSize({ width, height: 800 })
          await page.goto(`${url}/?lang=${language}`)
          const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth')
          t.ok((wide as number) <= 0, `${name}: nothing is cut off`)
          for (const link of await page.locator('.steps .body p a').all()) {
            const paragraph = await link.locator('..').textContent()
            t.equal(await link.textContent(), paragraph, `${name}: a link has its own line`)
          }
          t.same(await violations(page), [], name)
        }
      }
    )
  }

  async function violations(page: Page): Promise<[id: string, html: string][]> {
    // By the devtools, which the page's own policy does not concern.
    const session = await page.context().newCDPSession(page)
    await session.send('Runtime.evaluate', { expression: AXE })
    const { result } = await session.send('Runtime.evaluate', {
      expression:
        'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))',
      awaitPromise: true,
      returnByValue: true
    })
    return result.value as [string, string][]
  }
})
