import type { Page } from 'playwright-core'
import t from 'tap'
import { withoutBrowser } from './support/browser.ts'
import { button, drawn, push, startPages, styleOf } from './support/chat-page.ts'
import { startBot } from './support/echo-bot.ts'
import { startLine } from './support/line.ts'

const box = (layout: string, contents: unknown[], more = {}) => ({ type: 'box', layout, contents, ...more })
const text = (words: string, more = {}) => ({ type: 'text', text: words, ...more })
const flex = (contents: unknown) => ({ type: 'flex', altText: 'flex', contents })
const bubble = (more: object) => flex({ type: 'bubble', ...more })
const act = (label: string) => ({ type: 'message', label, text: label })
const letters = (page: Page, words: string) => page.locator('.fx-letters', { hasText: words })

t.test('the chat page: Flex Messages', { skip: withoutBrowser }, async (t) => {
  const open = await startPages()
  const line = await startLine(t)
  const picture = `${line.url}/chat/gallery/pictures/sea.svg`

  t.test('draws Flex by LINE’s rules', async (t) => {
    const { page, errors } = await open(t, line)
    const sent = await push(
      line,
      bubble({
        size: 'kilo',
        header: box('vertical', [text('header')], { backgroundColor: '#112233' }),
        hero: { type: 'image', url: picture, size: 'full', aspectRatio: '2:1', aspectMode: 'cover' },
        body: box(
          'vertical',
          [
            box('horizontal', [text('one', { flex: 1 }), text('two', { flex: 3 })], { spacing: 'md' }),
            text('big', { size: 'xxl', weight: 'bold', color: '#ff0000', align: 'end', margin: 'xl' }),
            {
              type: 'text',
              contents: [{ type: 'span', text: 'span', decoration: 'line-through', color: '#00ff00' }]
            },
            { type: 'separator', margin: 'lg' },
            text('far too long for the one line that it has in this bubble of 260 pixels'),
            text('wrapped, far too long for the one line that it has in this bubble', {
              wrap: true,
              maxLines: 2
            }),
            box('vertical', [text('corner')], {
              position: 'absolute',
              offsetTop: '5px',
              offsetEnd: '7px',
              width: '50px',
              height: '30px'
            })
          ],
          { paddingAll: '10px' }
        ),
        footer: box('horizontal', [
          { type: 'button', style: 'primary', height: 'sm', action: act('Primary') },
          { type: 'button', action: act('Link') }
        ])
      })
    )
    t.equal(sent.status, 200)
    const whole = await drawn(page.locator('.fx-bubble'))
    t.equal(whole.width, 260, 'kilo')
    const hero = await drawn(page.locator('.fx-hero img'))
    t.equal(Math.round(hero.width), 260)
    t.equal(Math.round(hero.height), 130, '2:1')
    const [one, two] = [
      await drawn(page.locator('.fx-text', { hasText: /^one$/ })),
      await drawn(page.locator('.fx-text', { hasText: /^two$/ }))
    ]
    t.ok(Math.abs(two.width / one.width - 3) < 0.05, 'flex 1 and 3')
    t.equal(Math.round(two.x - one.x - one.width), 8, 'spacing md')
    t.equal(Math.round(one.x - whole.x), 10, 'paddingAll')
    t.same(
      await Promise.all(
        ['font-size', 'font-weight', 'color', 'text-align'].map((one) => styleOf(letters(page, 'big'), one))
      ),
      ['29px', '700', 'rgb(255, 0, 0)', 'end']
    )
    t.match(await styleOf(page.getByText('span', { exact: true }), 'text-decoration'), 'line-through')
    t.equal(Math.round((await drawn(page.locator('.fx-separator'))).height), 1)
    const lineHeight = (await drawn(letters(page, 'far too long').first())).height
    t.equal(Math.round(lineHeight), 22, 'one line of 16 px')
    t.equal(
      Math.round((await drawn(letters(page, 'wrapped'))).height),
      Math.round(2 * lineHeight),
      'maxLines'
    )
    const body = await drawn(page.locator('.fx-body'))
    const corner = await drawn(page.locator('.fx-box', { hasText: /^corner$/ }))
    t.same(
      [corner.y - body.y, body.x + body.width - corner.x - corner.width, corner.width, corner.height].map(
        Math.round
      ),
      [5, 7, 50, 30]
    )
    t.equal((await drawn(button(page, 'Primary'))).height, 40)
    t.equal((await drawn(button(page, 'Link'))).height, 52)
    t.equal(await styleOf(page.locator('.fx-header'), 'background-color'), 'rgba(0, 0, 0, 0)')
    t.equal(await styleOf(page.locator('.fx-header > .fx-box'), 'background-color'), 'rgb(17, 34, 51)')
    t.same(errors, [])
  })

  t.test('bubbles of a Flex carousel are side by side, and of one height', async (t) => {
    const { page, errors } = await open(t, line)
    const one = {
      type: 'bubble',
      size: 'micro',
      body: box('vertical', [text('a')]),
      footer: box('vertical', [text('foot')])
    }
    const high = { ...one, body: box('vertical', [text('b\nc\nd', { wrap: true })]) }
    await push(line, flex({ type: 'carousel', contents: [one, high] }))
    const [first, second] = [
      await drawn(page.locator('.fx-bubble').nth(0)),
      await drawn(page.locator('.fx-bubble').nth(1))
    ]
    t.equal(first.height, second.height)
    t.equal(first.y, second.y)
    t.ok(second.x >= first.x + first.width)
    const [left, right] = [
      await drawn(page.locator('.fx-footer').nth(0)),
      await drawn(page.locator('.fx-footer').nth(1))
    ]
    t.equal(left.y, right.y, 'footers at the bottom')
    t.same(errors, [])
  })
  t.test('a press reaches what is on top, and of nested actions the inner one', async (t) => {
    const own = await startLine(t)
    await startBot(t, own)
    const { page, errors } = await open(t, own)
    const ownPicture = `${own.url}/chat/gallery/pictures/sea.svg`
    const said: string[] = []
    const press = async (words: string, wanted?: string) => {
      const { x, y, width, height } = await drawn(
        page.locator('.fx-letters, .fx-button', { hasText: words }).first()
      )
      await page.mouse.click(x + Math.min(width, 30) / 2, y + height / 2)
      if (wanted === undefined) return
      said.push(wanted)
      await page
        .locator('.mine .bubble')
        .nth(said.length - 1)
        .waitFor()
    }
    const over = {
      position: 'absolute',
      offsetStart: '20px',
      offsetEnd: '20px',
      backgroundColor: '#000000cc'
    }
    await push(
      own,
      bubble({
        action: act('whole'),
        header: box('vertical', [text('in the header')]),
        body: box('vertical', [text('rest'), box('vertical', [text('within')], { action: act('inner') })], {
          action: act('outer')
        }),
        footer: box('vertical', [text('in the footer')])
      })
    )
    await press('rest', 'outer')
    await press('within', 'inner')
    await press('in the header', 'whole')
    await press('in the footer', 'whole')
    await button(page, 'inner').click()
    said.push('inner')
    await push(
      own,
      bubble({
        body: box('vertical', [
          { type: 'button', style: 'primary', action: act('covered') },
          box('vertical', [text('over the button', { color: '#ffffff' })], { ...over, offsetTop: '30px' })
        ])
      })
    )
    await press('over the button')
    await push(
      own,
      bubble({
        body: box(
          'vertical',
          [
            { type: 'image', url: ownPicture, size: 'full', aspectRatio: '2:1', action: act('the picture') },
            box('vertical', [text('over the picture')], {
              ...over,
              offsetTop: '10px',
              action: act('on top')
            }),
            box('vertical', [text('without an action')], { ...over, offsetTop: '60px' })
          ],
          { paddingAll: '0px', action: act('the box') }
        )
      })
    )
    await press('over the picture', 'on top')
    await press('without an action', 'the box')
    t.same(await page.locator('.mine .bubble').allTextContents(), said)
    t.same(errors, [])
  })

  t.test('a carousel of giga bubbles has each of them whole at 360 px', async (t) => {
    const { page, errors } = await open(t, line, { viewport: { width: 360, height: 700 } })
    const one = { type: 'bubble', size: 'giga', body: box('vertical', [text('a')]) }
    await push(line, flex({ type: 'carousel', contents: [one, one] }))
    const { width } = await drawn(page.locator('.fx-bubble').first())
    t.ok(width <= (await drawn(page.getByRole('group', { name: 'flex' }))).width, String(width))
    t.ok(width > 270, 'as wide as there is room')
    t.same(errors, [])
  })

  t.test('default paddings are those of LINE’s Flex Message Simulator', async (t) => {
    const { page, errors } = await open(t, line)
    const wanted = {
      nano: [10, 10, 10, 10],
      micro: [10, 10, 10, 10],
      deca: [11, 14, 17, 10],
      hecto: [11, 14, 17, 10],
      kilo: [13, 13, 17, 10],
      mega: [20, 20, 10, 10],
      giga: [20, 20, 10, 10]
    }
    for (const size of Object.keys(wanted)) {
      await push(
        line,
        bubble({ size, body: box('vertical', [text('a')]), footer: box('vertical', [text('b')]) })
      )
    }
    await page.locator('.fx-footer').nth(6).waitFor()
    for (const [index, [size, padding]] of Object.entries(wanted).entries()) {
      const of = (part: string, side: string) =>
        styleOf(page.locator(`.fx-${part} > .fx-box`).nth(index), `padding-${side}`)
      t.same(
        await Promise.all([of('body', 'top'), of('body', 'left'), of('body', 'bottom'), of('footer', 'top')]),
        padding.map((pixels) => `${pixels}px`),
        size
      )
    }
    t.same(errors, [])
  })
})
