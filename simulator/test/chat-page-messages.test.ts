import t from 'tap'
import { withoutBrowser } from './support/browser.ts'
import { button, drawn, push, replies, say, slipIn, startPages, styleOf } from './support/chat-page.ts'
import { startBot } from './support/echo-bot.ts'
import { startLine } from './support/line.ts'

const box = (layout: string, contents: unknown[], more = {}) => ({ type: 'box', layout, contents, ...more })
const text = (words: string, more = {}) => ({ type: 'text', text: words, ...more })
const flex = (contents: unknown) => ({ type: 'flex', altText: 'flex', contents })
const act = (label: string) => ({ type: 'message', label, text: label })

t.test('the chat page: what bots say', { skip: withoutBrowser }, async (t) => {
  const open = await startPages()
  const line = await startLine(t)
  const picture = `${line.url}/chat/gallery/pictures/sea.svg`

  t.test('draws every kind of message', async (t) => {
    const { page, errors } = await open(t, line)
    const sent = [
      { type: 'sticker', packageId: '446', stickerId: '1988' },
      { type: 'image', originalContentUrl: picture, previewImageUrl: picture },
      {
        type: 'image',
        originalContentUrl: 'https://example.com/a.jpg',
        previewImageUrl: 'https://example.com/b.jpg'
      },
      { type: 'video', originalContentUrl: 'https://example.com/a.mp4', previewImageUrl: picture },
      { type: 'audio', originalContentUrl: 'https://example.com/a.m4a', duration: 61_000 },
      { type: 'location', title: 'Tower', address: '1 Street', latitude: 35, longitude: 139 },
      { type: 'coupon', couponId: '01JYNW8JMQVFBNWF1APF8Z3FS7' }
    ]
    t.equal((await push(line, ...sent.slice(0, 4))).status, 200)
    t.equal((await push(line, ...sent.slice(4))).status, 200)
    await page.getByText('Sticker 446 / 1988').waitFor()
    await page.locator('.sticker svg').waitFor()
    t.equal(await page.locator('.photo img').evaluate((image) => 'naturalWidth' in image), true)
    const link = page.getByRole('link', { name: 'example.com/a.jpg' })
    t.equal(await link.getAttribute('href'), 'https://example.com/a.jpg', 'another host’s is a link')
    t.match(await link.getAttribute('rel'), 'noopener')
    await page.getByRole('link', { name: 'Video, example.com/a.mp4' }).waitFor()
    await page.getByRole('link', { name: 'Audio, 1:01' }).waitFor()
    await page.getByText('1 Street', { exact: true }).waitFor()
    await page.getByText('01JYNW8JMQVFBNWF1APF8Z3FS7', { exact: true }).waitFor()
    t.same(errors, [], 'and asks no other host')
  })

  t.test('addresses in a text are links', async (t) => {
    const { page, errors } = await open(t, line)
    const first =
      'See https://example.com/path?q=1&x=2#top and http://a.co, (https://en.example.org/wiki/A_(b)).'
    const sent = await push(
      line,
      text(first),
      text('予約はhttps://example.com/こちら。どうぞ'),
      text('no link: example.com, javascript:alert(1), http://'),
      { type: 'textV2', text: '{{https://example.com/v2}}' }
    )
    t.equal(sent.status, 200)
    await replies(page).nth(3).waitFor()
    const links = replies(page).getByRole('link')
    t.same(await links.allTextContents(), [
      'https://example.com/path?q=1&x=2#top',
      'http://a.co',
      'https://en.example.org/wiki/A_(b)',
      'https://example.com/こちら',
      'https://example.com/v2'
    ])
    t.match(await links.first().getAttribute('rel'), 'noopener')
    t.equal(await links.first().getAttribute('target'), '_blank')
    t.equal(await replies(page).first().textContent(), first, 'nothing is lost')
    t.same(errors, [])
  })

  t.test('Arabic and Hebrew are laid out from right to left, and the bubble stays where it is', async (t) => {
    const { page, errors } = await open(t, line)
    await push(line, text('مرحبا بالعالم، هذا نص\nHello'), text('שלום'), text('Hello مرحبا'))
    await replies(page).nth(2).waitFor()
    t.same(await Promise.all([0, 1, 2].map((index) => styleOf(replies(page).nth(index), 'direction'))), [
      'rtl',
      'rtl',
      'ltr'
    ])
    t.equal(await styleOf(replies(page).first(), 'border-top-left-radius'), '6px')
    t.same(errors, [])
  })

  t.test('draws templates as white cards with their buttons', async (t) => {
    const { page, errors } = await open(t, line)
    const columns = ['One', 'Two'].map((title) => ({ title, text: 'text', actions: [act(`Buy ${title}`)] }))
    const templates = [
      {
        type: 'buttons',
        title: 'Title',
        text: 'Which?',
        thumbnailImageUrl: picture,
        actions: [act('This'), act('That')]
      },
      { type: 'confirm', text: 'Sure?', actions: [act('Yes'), act('No')] },
      { type: 'carousel', columns },
      { type: 'image_carousel', columns: [{ imageUrl: picture, action: act('A boat') }] }
    ]
    for (const template of templates) {
      t.equal((await push(line, { type: 'template', altText: 'x', template })).status, 200, template.type)
    }
    for (const name of ['This', 'That', 'Yes', 'No', 'Buy One', 'Buy Two', 'A boat'])
      await button(page, name).waitFor()
    t.equal(await styleOf(page.locator('.template').first(), 'background-color'), 'rgb(255, 255, 255)')
    const [yes, no] = [await drawn(button(page, 'Yes')), await drawn(button(page, 'No'))]
    t.equal(yes.y, no.y, 'side by side')
    const [first, second] = [await drawn(button(page, 'Buy One')), await drawn(button(page, 'Buy Two'))]
    t.ok(first.x < second.x && first.y === second.y, 'columns side by side')
    t.same(errors, [])
  })

  t.test('draws the areas of an imagemap where they are', async (t) => {
    const { page, errors } = await open(t, line)
    await push(line, {
      type: 'imagemap',
      baseUrl: `${line.url}/chat/gallery/pictures/map`,
      altText: 'a map',
      baseSize: { width: 1040, height: 520 },
      actions: [
        { type: 'message', label: 'left', text: 'left', area: { x: 0, y: 0, width: 520, height: 520 } },
        {
          type: 'uri',
          label: 'right',
          linkUri: 'https://example.com/',
          area: { x: 520, y: 260, width: 520, height: 260 }
        }
      ]
    })
    const map = await drawn(page.locator('.imagemap'))
    const left = await drawn(button(page, 'left'))
    const right = await drawn(page.getByRole('link', { name: 'right' }))
    const near = (a: number, b: number) => Math.abs(a - b) <= 2
    t.ok(near(map.height, map.width / 2))
    t.ok(near(left.width, map.width / 2) && near(left.height, map.height))
    t.ok(near(right.x, map.x + map.width / 2) && near(right.y, map.y + map.height / 2))
    t.same(errors, [])
  })

  t.test('quick replies are above the composer, until something else is said', async (t) => {
    const own = await startLine(t)
    await startBot(t, own)
    const { page, errors } = await open(t, own)
    const items = [{ type: 'action', action: act('Sushi') }]
    await push(own, { type: 'text', text: 'What?', quickReply: { items } })
    const group = page.getByRole('group', { name: 'Quick replies' })
    await group.getByRole('button', { name: 'Sushi' }).click()
    await page.locator('.mine', { hasText: 'Sushi' }).waitFor()
    t.equal(await group.count(), 0)
    t.same(errors, [])
  })

  t.test(
    'one message that cannot be drawn is one red card with its JSON, and the page goes on',
    async (t) => {
      const own = await startLine(t)
      await startBot(t, own)
      const { page, errors } = await open(t, own)
      await say(page, 'before')
      await replies(page).waitFor()
      const odd = [
        null,
        [null],
        'text',
        { type: 'text' },
        { type: 'text', text: { toString: 1, valueOf: 2 } },
        { type: 'text', text: 'Hi', quickReply: { items: [{ type: 'message', label: 'A', text: 'A' }] } },
        { type: 'text', text: 'Hi', quickReply: { items: { length: 3 } } },
        { type: 'template', template: { type: 'carousel', columns: {} } },
        { type: 'template', template: { type: 'buttons', text: 'x', actions: [null] } },
        { type: 'template', template: { type: '__proto__' } },
        { type: 'imagemap', baseUrl: 'x', baseSize: { width: 'x' }, actions: 1 },
        { type: 'constructor' },
        {
          type: 'flex',
          contents: { type: 'bubble', body: { type: 'box', layout: 'vertical', contents: [null] } }
        },
        { type: 'flex', contents: { type: 'bubble', body: [] } },
        { type: 'flex', contents: { type: 'carousel', contents: { 0: 1 } } },
        { type: 'flex', contents: { type: 'bubble', body: box('vertical', [{ type: 'text', text: 1 }]) } }
      ]
      for (const one of odd) slipIn(own, one)
      await page
        .locator('.broken')
        .nth(odd.length - 1)
        .waitFor()
      t.equal(await page.locator('.broken').count(), odd.length)
      t.match(
        await page.locator('.broken', { hasText: 'quickReply.items[0].action is missing' }).textContent(),
        '"label": "A"'
      )
      t.ok(await page.locator('.mine', { hasText: 'before' }).count(), 'what was there stays')
      await say(page, 'after')
      await page.locator('.theirs', { hasText: 'after' }).waitFor()
      t.same(errors, [])
    }
  )

  t.test('what is no text where text should be is never taken for markup', async (t) => {
    const { page, errors } = await open(t, line)
    slipIn(
      line,
      {
        type: 'text',
        text: 'x',
        sender: { name: { type: 'b', props: { children: 'bold' } }, iconUrl: 'javascript:1' }
      },
      flex({
        type: 'bubble',
        body: box('vertical', [
          text('<b>bold</b>'),
          text('sized', { size: 'expression(1)', color: 'red;background:url(https://example.com/x)' }),
          { type: 'button', action: { type: 'uri', label: 'run', uri: 'javascript:alert(1)' } }
        ])
      })
    )
    await page.locator('.fx-letters', { hasText: '<b>bold</b>' }).waitFor()
    t.equal(await button(page, 'run').isDisabled(), true)
    t.equal(await page.locator('a[href^="javascript:"]').count(), 0)
    t.same(errors, [])
  })

  t.test('an odd event of a user is no reason to stop, either', async (t) => {
    const own = await startLine(t)
    await startBot(t, own)
    const { page, errors } = await open(t, own)
    for (const override of [
      { message: { type: 'text', id: '1' } },
      { message: 'x' },
      { timestamp: 'yesterday' },
      { deliveryContext: 1, message: { type: 'sticker', packageId: {} } }
    ]) {
      await own.sendTogether([{ type: 'text', override } as never])
    }
    await page.getByText('Not a message').first().waitFor()
    await say(page, 'still well')
    await replies(page).filter({ hasText: 'still well' }).waitFor()
    t.same(errors, [])
  })

  t.test('the gallery shows every message, and asks no other host', async (t) => {
    const { page, errors } = await open(t, line, { path: '/gallery' })
    await page.getByRole('heading', { name: 'Flex Messages' }).waitFor()
    const sections = await page.locator('.sample').count()
    t.ok(sections >= 30, `${sections} samples`)
    t.equal(await page.locator('.sample .broken').count(), 8, 'only what shall be broken is')
    t.equal(await page.locator('.missing').count(), 0, 'no picture is missing')
    t.same(errors, [])
  })
})
