import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t from 'tap'
import { withoutBrowser } from './support/browser.ts'
import { button, drawn, replies, seriousProblems, startPages, styleOf } from './support/chat-page.ts'
import { startLine } from './support/line.ts'
import { matches } from './support/matches.ts'
import { until } from './support/until.ts'

const text = (words: string, more = {}) => ({ type: 'text', text: words, ...more })
const bubble = (...contents: unknown[]) => ({
  type: 'bubble',
  body: { type: 'box', layout: 'vertical', contents }
})
const pretty = (value: unknown) => JSON.stringify(value, null, 2)

const field = (page: Page) => page.getByLabel('Paste or drop JSON')
/** Like `fill`, which edits line by line: a long text takes a browser on a busy machine minutes. */
const paste = (page: Page, text: string) =>
  field(page).evaluate((element, text) => {
    Object.assign(element, { value: text })
    element.dispatchEvent(new Event('input', { bubbles: true }))
  }, text)
const status = (page: Page) => page.locator('#json-status')
const problems = (page: Page) => page.getByRole('list', { name: 'Errors' }).getByRole('button')
const drawing = (page: Page, scheme: string) => page.locator(`.json-drawn [data-scheme=${scheme}]`)
const selection = (page: Page) =>
  field(page).evaluate((element) => {
    const { value, selectionStart, selectionEnd } = element as unknown as {
      value: string
      selectionStart: number
      selectionEnd: number
    }
    return value.slice(selectionStart, selectionEnd)
  })

t.test('the gallery: your JSON', { skip: withoutBrowser }, async (t) => {
  const openPage = await startPages()
  const line = await startLine(t)
  const open = (t: Parameters<typeof openPage>[0], options = {}) =>
    openPage(t, line, { path: '/gallery', ...options })

  t.test('draws a Flex container at once, in the light and in the dark', async (t) => {
    const { page, errors } = await open(t)
    await field(page).fill(pretty(bubble(text('Hello'))))
    for (const scheme of ['light', 'dark']) {
      await drawing(page, scheme).locator('.fx-letters', { hasText: 'Hello' }).waitFor()
      t.equal(await styleOf(drawing(page, scheme), 'color-scheme'), scheme)
    }
    t.equal(await status(page).textContent(), 'No errors: LINE accepts this.')
    t.equal(await field(page).getAttribute('aria-invalid'), 'false')
    t.same(errors, [])
  })

  t.test('draws messages, templates and rich menus', async (t) => {
    const { page, errors } = await open(t)
    const light = drawing(page, 'light')
    await field(page).fill(pretty([text('one'), text('two')]))
    await light.locator('.bubble', { hasText: 'two' }).waitFor()
    t.equal(await light.locator('.bubble').count(), 2)

    const action = { type: 'message', label: 'Left', text: 'left' }
    await field(page).fill(pretty({ type: 'confirm', text: 'Sure?', actions: [action, action] }))
    await light.locator('.template', { hasText: 'Sure?' }).waitFor()

    const areas = [{ bounds: { x: 0, y: 0, width: 1250, height: 1000 }, action }]
    const size = { width: 2500, height: 1000 }
    await field(page).fill(pretty({ size, selected: true, name: 'm', chatBarText: 'Tap me', areas }))
    await light.getByText('Tap me').waitFor()
    const [whole, left] = [await drawn(light.locator('.menu-areas')), await drawn(light.locator('.area'))]
    t.ok(Math.abs(left.width * 2 - whole.width) < 3 && Math.abs(left.height - whole.height) < 3)
    t.equal(await light.locator('.area').textContent(), 'Left')
    t.same(errors, [])
  })

  t.test('marks each error at its line, and leads to it', async (t) => {
    const { page, errors } = await open(t)
    const lines = Array.from({ length: 100 }, (_, index) => text(`line ${index}`))
    await field(page).fill(
      pretty(bubble(...lines, text('hi', { size: 'huge' }), { type: 'separator', colour: '#000000' }))
    )
    await problems(page).first().waitFor()
    t.equal(await status(page).textContent(), 'LINE rejects this: 2 errors.')
    matches(t, await problems(page).allTextContents(), [
      /Line 410, column 17.*\/body\/contents\/100\/size.*invalid property/s,
      /Line 414, column 9.*\/body\/contents\/101\/colour.*unknown field/s
    ])
    t.equal(await field(page).getAttribute('aria-invalid'), 'true')
    t.equal(await page.locator('.line-mark').count(), 2)
    await problems(page).first().click()
    t.equal(await selection(page), '"huge"')
    t.equal(await field(page).evaluate((element) => element === element.ownerDocument.activeElement), true)
    const [mark, editor] = [
      await drawn(page.locator('[data-line="410"]')),
      await drawn(page.locator('.editor'))
    ]
    t.ok(mark.y > editor.y && mark.y + mark.height < editor.y + editor.height, 'its line is to be seen')
    await drawing(page, 'light').getByText('hi', { exact: true }).waitFor()
    t.same(errors, [], 'and draws what can be drawn')
  })

  t.test('says where a text is not JSON, and keeps the last drawing', async (t) => {
    const { page, errors } = await open(t)
    await field(page).fill(pretty(bubble(text('before'))))
    await drawing(page, 'light').getByText('before').waitFor()
    await field(page).fill('{\n  "type": "bubble"\n  "body": 1\n}')
    await problems(page).filter({ hasText: 'Line 3, column 3' }).filter({ hasText: 'comma' }).waitFor()
    t.equal(await status(page).textContent(), 'This is not JSON.')
    t.equal(await drawing(page, 'light').getByText('before').count(), 1)
    t.equal(await page.locator('.json-drawn.outdated').count(), 1)
    await button(page, 'Format').click()
    t.equal(await selection(page), '"body"', 'Format leads to the error')

    await field(page).fill('')
    await until(async () => (await page.locator('.json-drawn .sky').count()) === 0)
    t.equal(await status(page).textContent(), '')
    t.same(errors, [])
  })

  t.test('formats, and keeps the text over a reload', async (t) => {
    const { page, errors } = await open(t)
    await field(page).fill(JSON.stringify(bubble(text('kept'))))
    await button(page, 'Format').click()
    t.equal(await field(page).inputValue(), pretty(bubble(text('kept'))))
    await drawing(page, 'dark').getByText('kept').waitFor()
    await page.reload()
    await drawing(page, 'dark').getByText('kept').waitFor()
    t.equal(await field(page).inputValue(), pretty(bubble(text('kept'))))
    t.same(errors, [], 'and asks no other host')
  })

  t.test('reads a file, opened or dropped', async (t) => {
    const { page, errors } = await open(t)
    const file = join(t.testdir({}), 'message.json')
    await writeFile(file, pretty(text('from a file')))
    await page.getByLabel('Open a file').setInputFiles(file)
    await drawing(page, 'light').getByText('from a file').waitFor()
    await page.evaluate(`{
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File(['{"type":"text","text":"dropped"}'], 'a.json'))
      document.getElementById('json').dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    }`)
    await drawing(page, 'light').getByText('dropped').waitFor()
    t.same(errors, [])
  })

  t.test('a message that cannot be drawn is a red card, until it is mended', async (t) => {
    const { page, errors } = await open(t)
    await field(page).fill('{"type":"flex"}')
    await drawing(page, 'light').locator('.broken').waitFor()
    await field(page).fill(pretty({ type: 'flex', altText: 'x', contents: bubble(text('mended')) }))
    await drawing(page, 'light').getByText('mended').waitFor()
    await field(page).fill('{"areas": [null], "size": {"width": 2500, "height": 843}}')
    await drawing(page, 'light').locator('.broken', { hasText: 'areas[0] is not an object' }).waitFor()
    t.same(errors, [])
  })

  t.test('sends the messages to a chat as the bot', async (t) => {
    const { page, errors } = await open(t)
    const [hana, other] = line.people.users
    t.equal(await button(page, 'Send').isDisabled(), true)
    await field(page).fill(pretty(text('from the gallery')))
    await page.getByLabel('Chat', { exact: true }).selectOption(other?.displayName ?? '')
    await button(page, 'Send').click()
    await page.getByText(`Sent to ${other?.displayName}.`).waitFor()
    matches(t, line.requests('pushMessage').at(-1), { chats: [other?.userId], status: 200 })

    await page.locator('.push').getByRole('link', { name: 'To the chat' }).click()
    await replies(page).filter({ hasText: 'from the gallery' }).waitFor()
    t.equal(await page.locator('.chats [aria-pressed=true]').textContent(), other?.displayName)
    await page.reload()
    await replies(page).filter({ hasText: 'from the gallery' }).waitFor()

    line.faults.set({ operation: 'pushMessage', status: 429, times: 1 })
    await page.goto(`${line.url}/gallery`)
    await page.getByLabel('Chat', { exact: true }).selectOption(hana?.displayName ?? '')
    await until(() => button(page, 'Send').isEnabled())
    await button(page, 'Send').click()
    await page.getByText('The API rate limit has been exceeded').waitFor()
    matches(t, errors, [/429/])
  })

  t.test('stays fluent with 50 KB', async (t) => {
    const { page, errors } = await open(t)
    const bubbles = Array.from({ length: 12 }, (_, one) =>
      bubble(...Array.from({ length: 40 }, (_, index) => text(`${one}/${index}`, { size: 'sm', wrap: true })))
    )
    const long = pretty({ type: 'carousel', contents: bubbles })
    t.ok(long.length > 50_000, `${long.length} characters`)
    await paste(page, long)
    await drawing(page, 'dark').getByText('11/39').waitFor()
    const redrawn = await page.evaluate<number>(`(async () => {
      const field = document.getElementById('json')
      let count = 0
      const observer = new MutationObserver((records) => (count += records.length))
      observer.observe(document.querySelector('.json-drawn'), { subtree: true, childList: true, attributes: true })
      for (let index = 0; index < 5; index++) {
        field.setRangeText(' ', field.value.length, field.value.length, 'end')
        field.dispatchEvent(new Event('input', { bubbles: true }))
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))
      }
      return count
    })()`)
    t.equal(redrawn, 0, 'typing draws nothing until it pauses')
    await paste(page, long.replace('0/0', 'changed'))
    await drawing(page, 'dark').getByText('changed').waitFor()
    t.same(errors, [])
  })

  t.test('is accessible, and nothing scrolls sideways, from 360 to 1,920 px', async (t) => {
    const { page } = await open(t, { bypassCSP: true }) // axe has styles of its own
    await field(page).fill(pretty([text('x'.repeat(200)), bubble(text('hi', { size: 'huge' }))]))
    await problems(page).first().waitFor()
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [360, 820, 1280, 1920]) {
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize({ width, height: 800 })
        t.ok(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), `${width} px`)
      }
      t.same(await seriousProblems(page, '.your-json'), [], colorScheme)
    }
  })
})
