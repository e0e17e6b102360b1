import type { Locator, Page } from 'playwright-core'
import t from 'tap'
import { withoutBrowser } from './support/browser.ts'
import {
  button,
  drawn,
  message,
  push,
  replies,
  rows,
  seriousProblems,
  startPages,
  styleOf
} from './support/chat-page.ts'
import { startBot } from './support/echo-bot.ts'
import { startLine } from './support/line.ts'
import { until } from './support/until.ts'

/** The ratio of two colours' luminances, as WCAG 2 has it. Both are opaque. */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number).map((part) => {
      const share = part / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [light = 1, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

const colourOf = (locator: Locator, property: 'color' | 'background-color') =>
  locator.evaluate(
    (element, name) => element.ownerDocument.defaultView.getComputedStyle(element).getPropertyValue(name),
    property
  )

const WIDTHS = [360, 820, 900, 1000, 1280, 1920]
const SCHEMES = ['light', 'dark'] as const

t.test('the chat page: how it looks', { skip: withoutBrowser }, async (t) => {
  const open = await startPages()
  const line = await startLine(t)
  await startBot(t, line)
  const label = 'a label of twenty ch'
  const action = { type: 'message', label, text: 'x' }

  /** A chat with a bit of everything. */
  async function fill(page: Page) {
    await line.say(`a long word: ${'x'.repeat(300)}`)
    await line.send({ type: 'text', text: 'hello', mention: 'bot', source: 'group' })
    await line.sendTogether([{ type: 'sticker' }])
    await line.sendTogether([{ type: 'follow' }])
    await line.sendTogether([{ type: 'image' }, { type: 'location' }])
    line.faults.set({ status: 400, times: 1 })
    await line.say('refused')
    await line.sendTogether([{ type: 'text', text: 'forged' }], { signature: 'bad' })
    await push(
      line,
      {
        type: 'flex',
        altText: 'flex',
        contents: {
          type: 'bubble',
          size: 'giga',
          body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: 'x' }], action }
        }
      },
      {
        type: 'template',
        altText: 't',
        template: { type: 'buttons', text: 'Which one?', actions: [action, action] }
      },
      {
        type: 'text',
        text: 'Choose',
        quickReply: { items: Array.from({ length: 13 }, () => ({ type: 'action', action })) }
      }
    )
    await page.locator('.pill').first().waitFor()
    await rows(page).nth(8).waitFor()
  }

  t.test('text is at least 4.5:1 and a bubble 1.5:1 against what is behind, light and dark', async (t) => {
    const { page, errors } = await open(t, line)
    await line.say('hello')
    await replies(page).waitFor()
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      const sky = await colourOf(page.locator('.conversation'), 'background-color')
      for (const side of ['.mine', '.theirs']) {
        const bubble = page.locator(`${side} .bubble`).first()
        const ground = await colourOf(bubble, 'background-color')
        t.ok(
          contrast(ground, sky) >= 1.5,
          `${colorScheme} ${side}: bubble ${contrast(ground, sky).toFixed(2)}`
        )
        const text = contrast(await colourOf(bubble, 'color'), ground)
        t.ok(text >= 4.5, `${colorScheme} ${side}: text ${text.toFixed(2)}`)
      }
      for (const words of ['.sender', '.under time']) {
        const found = contrast(await colourOf(page.locator(words).first(), 'color'), sky)
        t.ok(found >= 4.5, `${colorScheme} ${words}: ${found.toFixed(2)}`)
      }
    }
    t.same(errors, [])
  })

  t.test('the time and "Read" are beside the bubble, and a name above the others’ only', async (t) => {
    const { page, errors } = await open(t, line)
    await line.say('hello')
    await replies(page).waitFor()
    const place = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox()
      if (!box) throw new Error(`${selector} is not to be seen`)
      return box
    }
    await page.locator('.mine', { hasText: 'Read' }).waitFor()
    const [mine, mineTime] = [await place('.mine .bubble'), await place('.mine .under')]
    t.ok(mineTime.x + mineTime.width <= mine.x, 'to the left of one’s own')
    const [theirs, theirTime] = [await place('.theirs .bubble'), await place('.theirs .under')]
    t.ok(theirTime.x >= theirs.x + theirs.width, 'to the right of the bot’s')
    t.ok((await place('.theirs .sender')).y < theirs.y)
    t.ok((await place('.theirs .avatar')).x < theirs.x)
    t.equal(await page.locator('.mine .sender, .mine .avatar').count(), 0)
    t.same(errors, [])
  })

  t.test('a video and a place leave room for the time next to them', async (t) => {
    const { page, errors } = await open(t, line)
    await line.sendTogether([{ type: 'video' }, { type: 'location' }])
    await page.locator('.mine .under', { hasText: 'No reply' }).nth(1).waitFor()
    for (const width of [360, 820, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      for (const row of await page.locator('.mine .row-of-bubble').all()) {
        const [content, under] = [
          await drawn(row.locator('.content > *').first()),
          await drawn(row.locator('.under'))
        ]
        t.ok(under.x + under.width <= content.x, `${width} px: ${JSON.stringify({ content, under })}`)
        t.ok(content.width > 150, `${width} px: ${content.width} px wide`)
      }
    }
    t.same(errors, [])
  })

  t.test('the field for a message has one focus ring, which is not cut off', async (t) => {
    const { page, errors } = await open(t, line)
    await message(page).focus()
    t.equal(await styleOf(page.locator('.field'), 'outline-style'), 'solid')
    t.equal(await styleOf(message(page), 'outline-style'), 'none')
    t.same(errors, [])
  })

  t.test('has no serious accessibility problem, light or dark, on a phone or a desktop', async (t) => {
    const { page } = await open(t, line, { bypassCSP: true }) // axe has styles of its own
    await fill(page)
    for (const row of await rows(page).all()) await row.click()
    await button(page, 'More').click()
    for (const colorScheme of SCHEMES) {
      for (const width of [360, 1280]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 800 })
        t.same(await seriousProblems(page), [], `${colorScheme}, ${width} px`)
      }
    }
  })

  t.test('the gallery has none, either', async (t) => {
    const { page } = await open(t, line, { path: '/gallery', bypassCSP: true })
    await page.getByRole('heading', { name: 'Gallery' }).waitFor()
    const problems = await seriousProblems(page)
    // The colours of a Flex Message are its author's.
    t.same(
      problems.filter(
        (one) => !(JSON.stringify(one).includes('color-contrast') && JSON.stringify(one).includes('fx-'))
      ),
      []
    )
  })

  t.test('nothing scrolls sideways or wraps word by word, from 360 to 1,920 px', async (t) => {
    const { page, errors } = await open(t, line)
    await fill(page)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 })
      t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${width} px`)
      // A control is as high as one line, a title and an address in a row have room for some words.
      for (const control of await page
        .locator('.controls-row button, .controls-row label, .chat-header h1')
        .all()) {
        t.ok(((await control.boundingBox())?.height ?? 0) < 45, `${width} px: ${await control.textContent()}`)
      }
      for (const row of await page.locator('.what').all()) {
        t.ok(((await row.boundingBox())?.width ?? 0) > 180, `${width} px: ${await row.textContent()}`)
      }
    }
    t.same(errors, [])
  })

  t.test('the controls are in one row at 1,280 px, with wide fonts too', async (t) => {
    const { page, errors } = await open(t, line, { bypassCSP: true }) // for the style
    for (const font of ['sans-serif', 'monospace']) {
      await page.addStyleTag({ content: `:root { font-family: ${font} }` })
      const centres = await page
        .locator('.controls-row > *')
        .evaluateAll((all) =>
          all.map((one) => one.getBoundingClientRect()).map(({ top, height }) => Math.round(top + height / 2))
        )
      t.equal(new Set(centres).size, 1, `${font}: ${centres}`)
    }
    const field = await page
      .locator('.composer > *')
      .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().bottom)))
    t.ok(Math.max(...field) - Math.min(...field) <= 2, String(field))
    t.same(errors, [])
  })

  t.test('the keyboard alone reaches everything, in a sensible order', async (t) => {
    const { page, errors } = await open(t, line)
    await line.say('hello')
    await replies(page).waitFor()
    const seen: string[] = []
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab')
      const name = await page.evaluate<string>(
        '(document.activeElement.ariaLabel || document.activeElement.textContent || document.activeElement.id).trim().slice(0, 30)'
      )
      if (seen.includes(name)) break
      seen.push(name)
    }
    for (const name of [
      'Hana',
      'Messages',
      'More',
      'Message',
      'Emoji',
      'Send',
      'Clear',
      'Verify',
      'Exchanges, newest first'
    ]) {
      t.ok(seen.includes(name), `${name}: ${seen.join(' | ')}`)
    }
    t.ok(seen.indexOf('Hana') < seen.indexOf('Message') && seen.indexOf('Message') < seen.indexOf('Verify'))
    await page.locator('summary').first().focus()
    await page.keyboard.press('Enter')
    await until(async () => (await page.locator('details[open]').count()) === 1)
    t.same(errors, [])
  })
})
