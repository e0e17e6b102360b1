import type { webhook } from '@line/bot-sdk'
import t from 'tap'
import { withoutBrowser } from './support/browser.ts'
import { button, drawn, message, push, replies, say, startPages } from './support/chat-page.ts'
import { startBot } from './support/echo-bot.ts'
import { type Line, startLine } from './support/line.ts'
import { matches } from './support/matches.ts'
import { until } from './support/until.ts'

/** The events that the bot got, oldest first. */
const eventsOf = (line: Line): webhook.Event[] =>
  line.exchanges
    .list()
    .flatMap((exchange) => (exchange.kind === 'webhook' ? JSON.parse(exchange.body).events : []))

const buttons = (...actions: object[]) => ({
  type: 'template',
  altText: 'buttons',
  template: { type: 'buttons', text: 'Press', actions }
})

t.test('the chat page: what can be pressed', { skip: withoutBrowser }, async (t) => {
  const open = await startPages()
  const line = await startLine(t)
  await startBot(t, line)

  t.test('a postback: its displayText shows as the user’s message, and LINE does not send it', async (t) => {
    const { page, errors } = await open(t, line)
    await push(
      line,
      buttons({ type: 'postback', label: 'Buy', data: 'buy=1', displayText: 'I will have it' })
    )
    await button(page, 'Buy').click()
    await page.locator('.mine .bubble', { hasText: 'I will have it' }).waitFor()
    await until(() => eventsOf(line).length === 1)
    matches(t, eventsOf(line), [{ type: 'postback', postback: { data: 'buy=1' } }])
    t.notOk(JSON.stringify(eventsOf(line)).includes('I will have it'))
    await page.reload()
    await page.locator('.mine .bubble', { hasText: 'I will have it' }).waitFor()
    t.same(errors, [])
  })

  t.test('date, time and both open a picker, and come as params', async (t) => {
    const { page, errors } = await open(t, line)
    const picks = [
      { mode: 'date', initial: '2026-11-25', picked: '2026-12-24', params: { date: '2026-12-24' } },
      { mode: 'time', initial: '10:00', picked: '18:30', params: { time: '18:30' } },
      {
        mode: 'datetime',
        initial: '2026-11-25t00:00',
        picked: '2026-12-24T18:30',
        params: { datetime: '2026-12-24T18:30' }
      }
    ]
    await push(
      line,
      buttons(
        ...picks.map(({ mode, initial }) => ({
          type: 'datetimepicker',
          label: mode,
          data: mode,
          mode,
          initial
        }))
      )
    )
    for (const [index, { mode, initial, picked, params }] of picks.entries()) {
      await button(page, mode).click()
      const field = page.getByRole('dialog').getByLabel(mode)
      await until(async () => (await field.inputValue()) === initial.replace('t', 'T'))
      await field.fill(picked)
      await button(page, 'OK').click()
      await until(() => eventsOf(line).length === index + 1)
      matches(t, eventsOf(line).at(-1), { type: 'postback', postback: { data: mode, params } })
    }
    await button(page, 'date').click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await until(async () => (await page.getByRole('dialog').count()) === 0)
    t.equal(eventsOf(line).length, 3, 'nothing is sent when nothing is picked')
    t.same(errors, [])
  })

  t.test('a link opens in a tab of its own, which does not know this one', async (t) => {
    const { page, context, errors } = await open(t, line)
    const target = `${line.url}/gallery`
    await push(
      line,
      buttons(
        { type: 'uri', label: 'Look', uri: target.replace('http:', 'https:') },
        { type: 'message', label: 'x', text: 'x' }
      )
    )
    const link = page.getByRole('link', { name: 'Look' })
    t.same(
      [await link.getAttribute('target'), await link.getAttribute('rel')],
      ['_blank', 'noopener noreferrer']
    )
    await link.evaluate((element, href) => element.setAttribute('href', href), target)
    const [opened] = await Promise.all([context.waitForEvent('page'), link.click()])
    t.equal(await opened.evaluate('String(opener)'), 'null')
    t.equal(eventsOf(line).length, 0)
    t.same(errors, [])
  })

  t.test('openKeyboard fills the composer with fillInText', async (t) => {
    const { page, errors } = await open(t, line)
    await push(
      line,
      buttons({
        type: 'postback',
        label: 'Order',
        data: 'order',
        inputOption: 'openKeyboard',
        fillInText: 'Name:\nNumber:'
      })
    )
    await button(page, 'Order').click()
    await until(async () => (await message(page).inputValue()) === 'Name:\nNumber:')
    t.equal(await page.evaluate('document.activeElement.id'), 'text')
    t.same(errors, [])
  })

  t.test('clipboard copies; camera, camera roll and location send what they say', async (t) => {
    const { page, context, errors } = await open(t, line)
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await push(line, {
      type: 'text',
      text: 'Send something',
      quickReply: {
        items: [
          { type: 'camera', label: 'Camera' },
          { type: 'cameraRoll', label: 'Roll' },
          { type: 'location', label: 'Where' },
          { type: 'clipboard', label: 'Copy', clipboardText: '3B48740B' }
        ].map((action) => ({ type: 'action', action }))
      }
    })
    await button(page, 'Copy').click()
    await until(async () => (await page.evaluate('navigator.clipboard.readText()')) === '3B48740B')
    t.equal(eventsOf(line).length, 0)
    await button(page, 'Where').click()
    await until(() => eventsOf(line).length === 1)
    matches(t, eventsOf(line), [{ message: { type: 'location' } }])
    t.same(errors, [])
  })

  t.test('a rich menu is below the chat; it is pressed, folded, and switched', async (t) => {
    const { page, errors } = await open(t, line)
    const call = (method: string, path: string, body?: unknown, type = 'application/json') =>
      fetch(`${line.url}/v2/bot/${path}`, {
        method,
        headers: { 'content-type': type, authorization: `Bearer ${line.settings.channelAccessToken}` },
        ...(body !== undefined && {
          body: (type === 'application/json' ? JSON.stringify(body) : body) as string
        })
      })
    const picture = await page.context().newPage()
    await picture.setViewportSize({ width: 800, height: 250 })
    await picture.setContent('<body style="background:linear-gradient(90deg,#9ad,#fc9)">')
    const image = await picture.screenshot({ type: 'jpeg' })
    await picture.close()
    const ids: string[] = []
    for (const [index, other] of ['second', 'first'].entries()) {
      const created = await call('POST', 'richmenu', {
        size: { width: 800, height: 250 },
        selected: true,
        name: `menu ${index}`,
        chatBarText: index === 0 ? 'First menu' : 'Second menu',
        areas: [
          {
            bounds: { x: 0, y: 0, width: 400, height: 250 },
            action: { type: 'message', label: `Press ${index}`, text: `pressed ${index}` }
          },
          {
            bounds: { x: 400, y: 0, width: 400, height: 250 },
            action: {
              type: 'richmenuswitch',
              label: `Switch ${index}`,
              richMenuAliasId: other,
              data: `to ${other}`
            }
          }
        ]
      })
      const { richMenuId } = (await created.json()) as { richMenuId: string }
      t.equal((await call('POST', `richmenu/${richMenuId}/content`, image, 'image/jpeg')).status, 200)
      await call('POST', 'richmenu/alias', { richMenuAliasId: index === 0 ? 'first' : 'second', richMenuId })
      ids.push(richMenuId)
    }
    t.equal((await call('POST', `user/all/richmenu/${ids[0]}`)).status, 200)

    await button(page, 'Press 0').click()
    await page.locator('.mine', { hasText: 'pressed 0' }).waitFor()
    t.ok(
      await page.locator('.rich-menu img').evaluate((element) => element.getBoundingClientRect().width > 300)
    )
    await page.setViewportSize({ width: 1280, height: 420 })
    const { width, height } = await drawn(page.locator('.rich-menu img'))
    t.ok(Math.abs(width / height - 3.2) < 0.05, `in its own ratio in a low window: ${width} x ${height}`)
    const area = await drawn(button(page, 'Press 0'))
    t.ok(Math.abs(area.width - width / 2) < 3, 'with its areas')
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.getByRole('button', { name: 'First menu' }).click()
    await until(async () => !(await button(page, 'Press 0').isVisible()))
    await page.getByRole('button', { name: 'First menu' }).click()
    await button(page, 'Switch 0').click()
    await button(page, 'Press 1').waitFor()
    await until(() => eventsOf(line).length === 2)
    matches(t, eventsOf(line).at(-1), {
      type: 'postback',
      postback: { data: 'to second', params: { newRichMenuAliasId: 'second', status: 'SUCCESS' } }
    })
    t.same(errors, [])
  })

  t.test('the loading animation shows as dots, until the bot says something', async (t) => {
    const { page, errors } = await open(t, line)
    await say(page, 'hello')
    await replies(page).waitFor()
    await fetch(`${line.url}/v2/bot/chat/loading/start`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${line.settings.channelAccessToken}`
      },
      body: JSON.stringify({ chatId: line.people.users[0]?.userId, loadingSeconds: 60 })
    })
    const dots = page.getByRole('status', { name: 'The bot is about to answer' })
    await dots.waitFor()
    await push(line, { type: 'text', text: 'here I am' })
    await until(async () => (await dots.count()) === 0)
    t.same(errors, [])
  })
})
