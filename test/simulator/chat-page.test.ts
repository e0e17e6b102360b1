import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { createHandlers as createMenu } from '../../examples/menu.ts'
import { createApp } from '../../src/app.ts'
import { startBrowser, withoutBrowser } from '../browser.ts'
import { freePort, type Line, startBot, startLine, until } from '../helper.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

t.test('the chat page', { skip: withoutBrowser, timeout: 110_000 }, async (t) => {
  const browser: Browser = await startBrowser()
  t.teardown(() => browser.close())

  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const withBot = await startLine(t, { redeliveryDelaysMs: [300, 300, 300] })
  await startBot(t, withBot)

  /** The page open on a simulator as at its start; whatever the browser reports as an error fails the test. */
  async function open(t: Test, line: Line = withBot) {
    line.exchanges.clear()
    line.faults.clear()
    line.settings.redelivery = false
    const page = await context.newPage()
    t.teardown(() => page.close())
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('request', (request) => {
      const url = request.url()
      if (!url.startsWith(line.url) && !url.startsWith('data:')) errors.push(`a request to ${url}`)
    })
    await page.goto(line.url)
    await page.getByRole('button', { name: 'Hana' }).waitFor()
    return { line, page, errors }
  }

  const message = (page: Page) => page.getByLabel('Message', { exact: true })
  const replies = (page: Page) => page.locator('.theirs .bubble')
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
  const wire = (page: Page) => page.locator('#exchanges > li')

  t.test('Enter sends, Shift+Enter breaks the line, and the echo appears', async (t) => {
    const { page, errors } = await open(t)
    await message(page).focus()
    await page.keyboard.type('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await replies(page).waitFor()
    t.equal(await replies(page).textContent(), 'one\ntwo')
    t.equal(await message(page).inputValue(), '')
    await page.getByText('Read', { exact: true }).waitFor()
    t.same(errors, [])
  })

  t.test('shows what users write as they wrote it', async (t) => {
    const { page, errors } = await open(t)
    const nasty = '<img src=x onerror="document.title=1"> & <script>1</script>'
    await message(page).fill(nasty)
    await button(page, 'Send').click()
    await replies(page).waitFor()
    t.equal(await replies(page).textContent(), nasty)
    t.equal(await page.locator('main img').count(), 0)
    t.equal(await page.title(), 'LINE simulator')
    t.same(errors, [])
  })

  t.test('shows buttons and quick replies, and sends what they say', async (t) => {
    const line = await startLine(t)
    await startBot(t, line, {}, (options) => createApp({ ...options, createHandlers: createMenu }))
    const { page, errors } = await open(t, line)
    await message(page).fill('hello')
    await button(page, 'Send').click()
    await button(page, 'Oolong tea').click()
    await replies(page).filter({ hasText: 'Oolong tea: which size?' }).waitFor()
    await button(page, 'large').click()
    await replies(page).filter({ hasText: 'One large Oolong tea, coming!' }).waitFor()
    t.equal(await button(page, 'large').isVisible(), false, 'quick replies go')
    t.ok(await button(page, 'Oolong tea').isVisible(), 'buttons stay')
    t.same(errors, [])
  })

  t.test('shows what is no message of LINE’s, and goes on', async (t) => {
    const { line, page, errors } = await open(t)
    await line.send([{ type: 'text', override: { message: { type: 'text', id: '1' } } }])
    await page.getByText('Not a message').waitFor()
    await message(page).fill('still well')
    await button(page, 'Send').click()
    await replies(page).waitFor()
    t.equal(await wire(page).count(), 3)
    t.same(errors, [])
  })

  t.test('sends with one click what is not text', async (t) => {
    const { line, page, errors } = await open(t)
    const types: string[] = []
    line.exchanges.subscribe((exchange) => {
      if (exchange.kind !== 'webhook' || exchange.ms !== undefined) return
      const [event] = JSON.parse(exchange.body).events
      types.push(event ? (event.message?.type ?? event.type) : 'verify')
    })
    for (const name of ['Sticker', 'Image', 'Location', 'Follow', 'Verify']) {
      await button(page, name).click()
    }
    await until(() => types.length === 5)
    t.same(types.sort(), ['follow', 'image', 'location', 'sticker', 'verify'])
    await page.locator('.card', { hasText: 'Sticker' }).waitFor()
    t.same(errors, [])
  })

  t.test('marks LINE emoji, and mentions the bot in the group', async (t) => {
    const { page, errors } = await open(t)
    await button(page, 'Emoji').click()
    await page.keyboard.type(' hi')
    await page.keyboard.press('Enter')
    await replies(page).waitFor()
    t.equal(await page.locator('.mine .emoji').textContent(), '(happy)')
    t.equal(await page.locator('.theirs .emoji').textContent(), '☺ 001', 'and the bot sends it again')

    await button(page, 'Mention in group').click()
    await page.locator('.mine .mention', { hasText: '@Echo bot' }).waitFor()
    t.equal(await button(page, 'Lunch group').getAttribute('aria-pressed'), 'true')
    t.equal(await page.locator('.mine').count(), 1, 'the group is a chat of its own')
    t.same(errors, [])
  })

  t.test('shows what went over the wire, newest first, and what went wrong in red', async (t) => {
    const { page, errors } = await open(t)
    await button(page, 'Bad signature').click()
    const refused = wire(page).first()
    await refused.getByText('It refused the signature').waitFor()
    t.equal(await refused.locator('.status').textContent(), '403')
    await refused.locator('summary').click()
    t.match(await refused.locator('pre').nth(1).textContent(), /^[\w+/]{43}=$/, 'the signature')
    t.match(await refused.locator('pre').nth(2).textContent(), /"webhookEventId"/, 'the body')

    await button(page, 'Redeliver this event').click()
    await until(async () => (await wire(page).count()) === 3)
    t.match(await wire(page).allTextContents(), [/reply.*200/, /redelivered.*200/, /403/])
    t.same(errors, [])
  })

  t.test('survives a reload, and clears', async (t) => {
    const { page, errors } = await open(t)
    await message(page).fill('still here')
    await button(page, 'Send').click()
    await replies(page).waitFor()
    await page.reload()
    await replies(page).waitFor()
    t.equal(await replies(page).textContent(), 'still here')
    t.equal(await wire(page).count(), 2)
    await button(page, 'Clear').click()
    await until(async () => (await wire(page).count()) === 0)
    await page.getByText('Say something').waitFor()
    t.same(errors, [])
  })

  t.test('makes LINE fail once, and shows that the bot tries again', async (t) => {
    const { page, errors } = await open(t)
    for (const [index, name] of ['error 500', 'none'].entries()) {
      await button(page, name).click()
      await page.locator(`[data-fault][aria-pressed=true]`, { hasText: name }).waitFor()
      await message(page).fill(`try ${index}`)
      await button(page, 'Send').click()
      await replies(page).nth(index).waitFor()
      await until(async () => (await page.locator('[aria-pressed=true][data-fault]').count()) === 0)
    }
    t.equal(await wire(page).locator('.status.bad').count(), 2)
    await button(page, 'slow').click()
    await page.locator('[data-fault][aria-pressed=true]').waitFor()
    await button(page, 'slow').click()
    await until(async () => (await page.locator('[aria-pressed=true][data-fault]').count()) === 0)
    t.same(errors, [])
  })

  t.test('makes LINE slow, and shows the redelivery that is answered', async (t) => {
    const { page, errors } = await open(t)
    await page.getByLabel('Webhook redelivery').check()
    await button(page, 'slow').click()
    await page.locator('[data-fault][aria-pressed=true]').waitFor()
    await message(page).fill('slowly')
    await button(page, 'Send').click()
    await page.getByText('Read', { exact: true }).waitFor()
    t.equal(await wire(page).last().locator('.status').textContent(), '503')
    await wire(page).filter({ hasText: 'redelivered200' }).waitFor()
    t.equal(await replies(page).count(), 1, 'and one reply')
    t.same(errors, [])
  })

  t.test('says when the bot is down and what to do, and when it is well again', async (t) => {
    const botless = await startLine(t, {
      webhookUrl: `http://127.0.0.1:${await freePort()}/echobot/callback/`
    })
    const { line, page, errors } = await open(t, botless)
    await message(page).fill('anyone there?')
    await button(page, 'Send').click()
    await page.getByRole('alert').filter({ hasText: 'The bot does not answer' }).waitFor()
    await page.getByText('Not taken: could_not_connect').waitFor()
    await startBot(t, line)
    await button(page, 'Verify').click()
    await until(async () => !(await page.locator('#notice').isVisible()))
    t.same(errors, [])
  })

  t.test('says when the simulator is gone, and goes on by itself when it is back', async (t) => {
    const { line, page } = await open(t, await startLine(t))
    const port = Number(new URL(line.url).port)
    await line.stop()
    await page.getByRole('alert').filter({ hasText: 'The simulator does not answer' }).waitFor()
    await message(page).fill('not lost')
    await button(page, 'Send').click()
    await until(async () => (await message(page).inputValue()) === 'not lost')

    const again = await startLine(t, {}, port)
    await startBot(t, again)
    await page.locator('.chats [aria-pressed=true]', { hasText: 'Hana' }).waitFor()
    await until(async () => !(await page.locator('#notice').isVisible()))
    await button(page, 'Send').click()
    await replies(page).waitFor()
  })

  t.test(
    'has no accessibility problem and no horizontal scrolling, light or dark, on a phone or a desktop',
    async (t) => {
      const { line, page, errors } = await open(t)
      await line.say('a long word: '.concat('x'.repeat(300)))
      await line.say('hello', { mention: 'bot', source: 'group' })
      await line.send([{ type: 'sticker' }, { type: 'follow' }])
      line.faults.set({ status: 400, times: 1 })
      await line.say('refused')
      await page.locator('.status.bad').first().waitFor()
      for (const summary of await page.locator('summary').all()) await summary.click()
      await page.evaluate(AXE) // through the debugger: the page's own policy lets no other script in
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [360, 1280]) {
          await page.emulateMedia({ colorScheme })
          await page.setViewportSize({ width, height: 800 })
          t.ok(
            await page.evaluate('document.documentElement.scrollWidth <= innerWidth'),
            `${colorScheme}, ${width} px`
          )
          const found = await page.evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
            'axe.run().then(({ violations }) => violations)'
          )
          const serious = found.filter(({ impact }) => impact === 'serious' || impact === 'critical')
          t.same(
            serious.map(({ id, nodes }) => [id, nodes[0]?.html]),
            []
          )
        }
      }
      t.same(errors, [])
    }
  )
})
