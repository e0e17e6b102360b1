/** The simulator's chat page at the width of a small phone. */
import t from 'tap'
import { withoutBrowser } from './support/browser.ts'
import { message, replies, startPages } from './support/chat-page.ts'
import { startBot } from './support/echo-bot.ts'
import { startLine } from './support/line.ts'

t.test('on a narrow screen a message can be written and sent', { skip: withoutBrowser }, async (t) => {
  const open = await startPages()
  const line = await startLine(t)
  await startBot(t, line)
  for (const width of [320, 360, 399]) {
    const { page } = await open(t, line, { viewport: { width, height: 640 } })
    const field = message(page)
    await field.scrollIntoViewIfNeeded()
    const box = await field.boundingBox()
    t.ok(box && box.width > 100 && box.height > 20, `${width} px: ${JSON.stringify(box)}`)
    t.ok(box && box.x >= 0 && box.x + box.width <= width, `${width} px: it is on the screen`)
    const isOnTop = await field.evaluate((element) => {
      const { left, top, width, height } = element.getBoundingClientRect()
      return element.ownerDocument.elementFromPoint(left + width / 2, top + height / 2) === element
    })
    t.ok(isOnTop, `${width} px: nothing covers it`)
    await field.click()
    await page.keyboard.type(`at ${width}`)
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await replies(page)
      .filter({ hasText: `at ${width}` })
      .waitFor()
  }
})
