import { readFile } from 'node:fs/promises'
import t from 'tap'
import { withoutBrowser } from './support/browser.ts'
import { button, choose, groups, message, push, replies, rows, say, startPages } from './support/chat-page.ts'
import { startBot } from './support/echo-bot.ts'
import { freePort } from './support/free-port.ts'
import { startLine } from './support/line.ts'
import { matches } from './support/matches.ts'
import { until } from './support/until.ts'

t.test('the chat page: talking', { skip: withoutBrowser }, async (t) => {
  const open = await startPages()
  const line = await startLine(t, { redeliveryDelaysMs: [300, 300, 300] })
  await startBot(t, line)

  t.test('Enter sends, Shift+Enter breaks the line, and the echo appears', async (t) => {
    const { page, errors } = await open(t, line)
    await message(page).focus()
    await page.keyboard.type('one')
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type('two')
    await page.keyboard.press('Enter')
    await replies(page).waitFor()
    t.equal(await replies(page).textContent(), 'one\ntwo')
    t.equal(await message(page).inputValue(), '')
    await page.getByText('Read', { exact: true }).waitFor()
    t.match(await page.locator('.theirs time').textContent(), /^[1-9]\d?:\d\d [AP]M$/, 'no leading zero')
    t.same(errors, [])
  })

  t.test('Enter that takes the suggestion of an input method sends nothing', async (t) => {
    const { page, errors } = await open(t, line)
    await message(page).fill('にほん')
    // Chrome and Firefox say so by isComposing; Safari by the key code alone, when the composition is over.
    for (const init of ['{ isComposing: true }', '{ isComposing: false, keyCode: 229 }']) {
      const isTaken = await page.evaluate(
        `!document.getElementById('text').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...${init} }))`
      )
      t.equal(isTaken, false, init)
    }
    t.equal(await message(page).inputValue(), 'にほん')
    t.equal(line.exchanges.list().length, 0)
    await page.keyboard.press('Enter')
    await replies(page).waitFor()
    t.equal(await replies(page).textContent(), 'にほん')
    t.same(errors, [])
  })

  t.test('shows what users write as they wrote it', async (t) => {
    const { page, errors } = await open(t, line)
    const nasty = '<img src=x onerror="document.title=1"> & <script>1</script>'
    await message(page).fill(nasty)
    await button(page, 'Send').click()
    await replies(page).waitFor()
    t.equal(await replies(page).textContent(), nasty)
    t.equal(await page.locator('main img').count(), 0)
    t.equal(await page.title(), 'LINE simulator')
    t.same(errors, [])
  })

  t.test('the composer grows with a long text', async (t) => {
    const { page, errors } = await open(t, line)
    const heightOf = async () => (await message(page).boundingBox())?.height ?? 0
    const before = await heightOf()
    await message(page).fill('line\n'.repeat(7))
    t.ok((await heightOf()) > before + 100)
    t.equal(await message(page).evaluate((field) => field.scrollHeight > field.clientHeight + 1), false)
    t.same(errors, [])
  })

  t.test('sends what is not text from the "+" menu, which the keyboard alone can use', async (t) => {
    const { page, errors } = await open(t, line)
    const types: string[] = []
    line.exchanges.subscribe((exchange) => {
      if (exchange.kind !== 'webhook' || exchange.ms !== undefined) return
      const [event] = JSON.parse(exchange.body).events
      types.push(event ? (event.message?.type ?? event.type) : 'verify')
    })
    await button(page, 'Sticker').click()
    await button(page, 'Moon 446 / 1988').click()
    for (const name of ['Image', 'Video', 'Audio', 'File', 'Location', 'Follow']) await choose(page, name)
    await button(page, 'Verify').click()
    await until(() => types.length === 8)
    t.same(types.sort(), ['audio', 'file', 'follow', 'image', 'location', 'sticker', 'verify', 'video'])
    await page.getByText('Sticker 446 / 1988').waitFor()

    await button(page, 'More').focus()
    await page.keyboard.press('Enter')
    await until(async () => (await page.evaluate('document.activeElement.textContent')) === ' Image')
    await page.keyboard.press('Escape')
    t.equal(await page.evaluate('document.activeElement.ariaLabel'), 'More')
    t.equal(await button(page, 'Image').isVisible(), false)
    t.same(errors, [])
  })

  t.test('stickers and LINE emoji are picked, with the keyboard too', async (t) => {
    const { page, errors } = await open(t, line)
    await button(page, 'Sticker').focus()
    await page.keyboard.press('Enter')
    const stickers = page.getByRole('group', { name: 'Send a sticker' })
    t.equal(await stickers.getByRole('button').count(), 8)
    await until(async () => /Moon/.test(await page.evaluate('document.activeElement.textContent')))
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.mine .sticker', { hasText: '11537 / 52002734' }).waitFor()
    t.equal(await stickers.isVisible(), false)
    t.equal(await page.evaluate('document.activeElement.ariaLabel'), 'Sticker')

    await message(page).fill('a  b')
    await message(page).evaluate(
      (field) => 'setSelectionRange' in field && Object(field).setSelectionRange(2, 2)
    )
    await button(page, 'Emoji').click()
    await page
      .getByRole('group', { name: 'Insert a LINE emoji' })
      .getByRole('button', { name: '(love)' })
      .click()
    t.equal(await message(page).inputValue(), 'a (love) b')
    t.equal(await page.evaluate('document.activeElement.id'), 'text')
    await page.keyboard.press('Enter')
    await page.locator('.mine .emoji', { hasText: '(love)' }).waitFor()
    t.same(errors, [])
  })

  t.test('marks LINE emoji, and mentions the bot in the group', async (t) => {
    const { page, errors } = await open(t, line)
    await button(page, 'Emoji').click()
    await page.getByRole('button', { name: '(emoji002)' }).click()
    await page.keyboard.type(' hi')
    await page.keyboard.press('Enter')
    await replies(page).waitFor()
    t.equal(await page.locator('.mine .emoji').textContent(), '(emoji002)')
    const emojis = [{ index: 0, productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }]
    await push(line, { type: 'text', text: '$ from the bot', emojis })
    t.equal(await page.locator('.theirs .emoji').textContent(), '☺ 001')

    await choose(page, 'Mention in group')
    await page.locator('.mine .mention', { hasText: '@Echo bot' }).waitFor()
    t.equal(await button(page, 'Lunch group').getAttribute('aria-pressed'), 'true')
    t.equal(await page.locator('.mine').count(), 1, 'the group is a chat of its own')
    t.same(errors, [])
  })

  t.test('in a group the others have names and pictures, and who speaks can be chosen', async (t) => {
    const { page, errors } = await open(t, line)
    await button(page, 'Lunch group').click()
    await line.send({ type: 'text', text: 'from Wei', source: 'group', user: 'Wei' })
    await page.locator('.theirs', { hasText: 'from Wei' }).locator('.sender', { hasText: 'Wei' }).waitFor()
    await page.getByLabel('You are').selectOption({ label: 'Wei' })
    await page.locator('.mine', { hasText: 'from Wei' }).waitFor()
    t.equal(await page.locator('.mine .sender').count(), 0, 'one’s own name is not there')
    await say(page, 'and from Wei again')
    await page.locator('.mine', { hasText: 'and from Wei again' }).waitFor()
    const [last] = line.exchanges
      .list()
      .filter(({ kind }) => kind === 'webhook')
      .slice(-1)
    const [event] = JSON.parse(last?.kind === 'webhook' ? last.body : '').events
    t.equal(event.source.userId, line.people.users[1]?.userId)
    t.same(errors, [])
  })

  t.test('a group that the bot has left says so, and invites it again', async (t) => {
    const { page, errors } = await open(t, line)
    await button(page, 'Lunch group').click()
    await choose(page, 'Bot leaves')
    await page
      .getByText('Echo bot is not in this group any more, so LINE sends it nothing from here.')
      .waitFor()
    await page.getByText('Echo bot is not in it').waitFor()
    await page.getByRole('heading', { name: 'Lunch group (3)' }).waitFor()
    t.equal(await message(page).count(), 0)
    await button(page, 'Hana').click()
    await message(page).waitFor()
    await button(page, 'Lunch group').click()
    await button(page, 'Invite it again').click()
    await page.locator('.event', { hasText: 'The bot joined' }).waitFor()
    await say(page, 'welcome back')
    await replies(page).filter({ hasText: 'welcome back' }).waitFor()
    t.equal(await page.locator('#notice').isVisible(), false)
    t.same(errors, [])
  })

  t.test('says what is new in another chat', async (t) => {
    const { page, errors } = await open(t, line)
    await line.send({ type: 'text', text: 'psst', source: 'group', mention: 'bot' })
    await page.locator('.chat-tab.new', { hasText: 'Lunch group' }).waitFor()
    await button(page, 'Lunch group').click()
    await replies(page).waitFor()
    await until(async () => (await page.locator('.chat-tab.new').count()) === 0)
    t.same(errors, [])
  })

  t.test('survives a reload, and clears', async (t) => {
    const { page, errors } = await open(t, line)
    await say(page, 'still here')
    await replies(page).waitFor()
    await page.reload()
    await replies(page).waitFor()
    t.equal(await replies(page).textContent(), 'still here')
    t.equal(await groups(page).count(), 1)
    await button(page, 'Clear').click()
    await until(async () => (await groups(page).count()) === 0)
    await page.getByText('and the bot replies here').waitFor()
    t.same(errors, [])
  })

  t.test('works behind the prefix of its channel', async (t) => {
    const own = await (await startLine(t)).addChannel()
    await startBot(t, own)
    const { page, errors } = await open(t, own.url)
    await say(page, 'hello')
    await replies(page).waitFor()
    await choose(page, 'Image')
    const picture = page.locator('.photo img')
    await until(() => picture.evaluate((image) => 'naturalWidth' in image && Number(image.naturalWidth) > 0))

    await page.getByRole('link', { name: 'Gallery' }).click()
    await page.getByRole('heading', { name: 'Gallery' }).waitFor()
    t.equal(await page.locator('.missing').count(), 0, 'no picture is missing')
    await page.getByRole('link', { name: 'To the chat' }).click()
    await replies(page).waitFor()
    t.equal(page.url(), `${own.url}/`)
    t.same(errors, [], 'and requests nothing without the prefix')
  })

  t.test('saves a chat as a test', async (t) => {
    const own = await startLine(t)
    await startBot(t, own)
    const { page, errors } = await open(t, own)
    const save = button(page, 'Save as a test')
    t.equal(await save.count(), 0, 'an empty chat is no test')
    await say(page, 'hello')
    await replies(page).waitFor()
    await rows(page).first().getByText('200').waitFor()
    const [download] = await Promise.all([page.waitForEvent('download'), save.click()])
    t.equal(download.suggestedFilename(), 'chat.json')
    const chat = JSON.parse(await readFile(await download.path(), 'utf8'))
    matches(t, chat, { name: 'Hana', steps: [{ event: { text: 'hello' }, replies: [{ text: 'hello' }] }] })
    t.same(await own.replay(chat), [], 'and can be replayed')
    t.same(errors, [])

    own.exchanges.clear()
    await save.click()
    await page.getByRole('alert').filter({ hasText: 'no events in the chat' }).waitFor()
  })

  t.test('with several channels, shows which one it is, and opens another', async (t) => {
    const own = await startLine(t)
    const one = await open(t, own)
    t.equal(await one.page.getByLabel('Channel').count(), 0, 'one channel is not worth a choice')
    const second = await own.addChannel()
    second.people.bot.displayName = 'Shop'
    const { page, errors } = await open(t, own)
    const choice = page.getByLabel('Channel')
    await choice.waitFor()
    t.equal(await choice.inputValue(), '2000000001')
    await choice.selectOption('Shop (2000000002)')
    await page.getByRole('heading', { name: 'Shop' }).waitFor()
    t.equal(page.url(), `${second.url}/`)
    t.same(errors, [])
  })

  t.test('starts over when the simulator is reset', async (t) => {
    const own = await startLine(t)
    await startBot(t, own)
    const { page, errors } = await open(t, own)
    await say(page, 'hello')
    await replies(page).waitFor()
    await own.reset()
    await page.getByText('and the bot replies here').waitFor()
    t.equal(await replies(page).count(), 0)
    await say(page, 'hello')
    await replies(page).waitFor()
    t.same(errors, [])
  })

  t.test('links to the bot’s own page, and has an icon', async (t) => {
    const { page, errors } = await open(t, line)
    t.equal(
      await page.getByRole('link', { name: 'The bot’s page' }).getAttribute('href'),
      new URL('/', line.settings.webhookUrl).href
    )
    const icon = await page.locator('link[rel=icon]').getAttribute('href')
    const response = await fetch(new URL(icon ?? '', line.url))
    t.equal(response.status, 200)
    t.match(response.headers.get('content-type'), 'image/svg+xml')
    t.same(errors, [])
  })

  t.test('says when the bot is down and what to do, and when it recovers', async (t) => {
    const botless = await startLine(t, {
      webhook: `http://127.0.0.1:${await freePort()}/echobot/callback/`
    })
    const { page, errors } = await open(t, botless)
    await say(page, 'anyone there?')
    const alert = page.getByRole('alert').filter({ hasText: 'The bot does not answer' })
    await alert.waitFor()
    t.notMatch(await alert.textContent(), 'npm start', 'it may be a bot in any language')
    await page.getByText('Failed: could_not_connect').waitFor()
    await startBot(t, botless)
    await button(page, 'Verify').click()
    await until(async () => !(await page.locator('#notice').isVisible()))
    t.same(errors, [])
  })

  t.test('says when the simulator is gone, and goes on by itself when it is back', async (t) => {
    const going = await startLine(t)
    const { page } = await open(t, going)
    const port = Number(new URL(going.url).port)
    await going.close()
    await page.getByRole('alert').filter({ hasText: 'The simulator does not answer' }).waitFor()
    await say(page, 'not lost')
    await until(async () => (await message(page).inputValue()) === 'not lost')

    const again = await startLine(t, { port })
    await startBot(t, again)
    await page.locator('.chats [aria-pressed=true]', { hasText: 'Hana' }).waitFor()
    await until(async () => !(await page.locator('#notice').isVisible()))
    await button(page, 'Send').click()
    await replies(page).waitFor()
  })
})
