import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { withoutBrowser } from './support/browser.ts'
import { drawn, push, slipIn, startPages } from './support/chat-page.ts'
import { withoutFont } from './support/fonts.ts'
import { startLine } from './support/line.ts'
import { matches } from './support/matches.ts'

interface Case {
  name: string
  expected: string
  /** false where LINE's documentation does not settle how it is drawn */
  isDocumented: boolean
  json: unknown
}

const CASES: Case[] = JSON.parse(readFileSync(new URL('./support/flex-layout.json', import.meta.url), 'utf8'))

/** One drawn element: its place relative to the first bubble, and its style. */
interface Part {
  kind: string
  text: string
  x: number
  y: number
  width: number
  height: number
  right: number
  bottom: number
  /** of the first line, for letters */
  baseline: number
  isCut: boolean
  lines: { x: number; y: number; width: number; height: number }[]
  style: Record<string, string>
}

const STYLES = [
  'fontSize',
  'fontWeight',
  'fontStyle',
  'color',
  'backgroundColor',
  'backgroundImage',
  'borderTopWidth',
  'borderTopColor',
  'borderRadius',
  'overflow',
  'objectFit',
  'textAlign',
  'textOverflow',
  'textDecorationLine'
]

/** Runs in the page. */
const MEASURE = `(root, styles) => {
  const origin = root.querySelector('.fx-bubble').getBoundingClientRect()
  const relative = ({ x, y, width, height }) => ({ x: x - origin.x, y: y - origin.y, width, height })
  return [...root.querySelectorAll('[class^=fx-], .picture, .fx-letters > span')].map((element) => {
    const place = relative(element.getBoundingClientRect())
    const style = getComputedStyle(element)
    let baseline
    if (element.matches('.fx-letters')) {
      const mark = document.createElement('i')
      mark.style.display = 'inline-block'
      element.prepend(mark)
      baseline = mark.getBoundingClientRect().bottom - origin.y
      mark.remove()
    }
    return {
      kind: element.classList[0] ?? 'span',
      text: element.textContent.trim(),
      ...place,
      right: place.x + place.width,
      bottom: place.y + place.height,
      baseline,
      isCut: element.scrollWidth > element.clientWidth,
      lines: [...element.getClientRects()].map(relative),
      style: Object.fromEntries(styles.map((name) => [name, style[name]]))
    }
  })
}`

/** What is drawn of one case. */
interface Drawn {
  /** the elements of one kind, in the order of the document */
  all: (kind: string) => Part[]
  one: (kind: string, index?: number) => Part
}

async function measure(page: Page, index: number): Promise<Drawn> {
  const parts = await page.evaluate<Part[]>(
    `(${MEASURE})(document.querySelectorAll('.theirs .content')[${index}], ${JSON.stringify(STYLES)})`
  )
  const all = (kind: string) => parts.filter((part) => part.kind === kind)
  return {
    all,
    one: (kind, index = 0) => {
      const part = all(kind)[index]
      if (!part) throw new Error(`there is no ${kind} ${index}`)
      return part
    }
  }
}

/** Runs in the page: whether a character looks otherwise than one that no font has. */
const HAS_LETTERS = `(character) => {
  const pixels = (text) => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    context.font = '40px ' + getComputedStyle(document.body).fontFamily
    context.fillText(text, 0, 60)
    return context.getImageData(0, 0, 100, 100).data.join()
  }
  return pixels(character) !== pixels('\\u{10fffd}')
}`

/** A line of `md`. */
const LINE = 22.4
/** The width of a mega bubble between its paddings. */
const WIDTH = 260

const isNear = (a: number, b: number, within = 1) => Math.abs(a - b) <= within
function near(t: Test, found: (number | undefined)[], wanted: number[], message: string) {
  const isRight =
    found.length === wanted.length && found.every((one, i) => isNear(one ?? Number.NaN, wanted[i] ?? 0))
  t.ok(isRight, `${message}: ${found.map((one) => one?.toFixed(1))}`)
}
const named = (parts: Part[], text: string | RegExp) => {
  const part = parts.find((one) => (typeof text === 'string' ? one.text === text : text.test(one.text)))
  if (!part) throw new Error(`no ${text} in ${parts.map((one) => one.text)}`)
  return part
}

type Check = (t: Test, drawn: Drawn) => void

/** What LINE's documentation says of each case, in pixels. */
const CHECKS: Record<string, Check> = {
  'margin-first-vertical'(t, { all }) {
    const [first, second] = all('fx-text')
    near(t, [first?.y, second?.y], [40, 40 + LINE], 'xxl above the first')
  },
  'margin-first-baseline'(t, { one, all }) {
    near(t, [one('fx-icon').x], [36], 'an icon')
    near(t, [one('fx-separator').x], [50], 'a line')
    near(t, [one('fx-button-place').y - (all('fx-box')[3]?.y ?? 0)], [15], 'a button')
  },
  'margin-over-spacing'(t, { all }) {
    const texts = all('fx-text')
    const gaps = texts.slice(1).map((text, index) => text.y - (texts[index]?.bottom ?? 0))
    near(t, gaps, [0, 30, 10], 'gaps')
  },
  'flex-023'(t, { all }) {
    const [hello, two, three] = all('fx-text')
    t.notOk(all('fx-letters')[0]?.isCut)
    near(t, [(three?.width ?? 0) / (two?.width ?? 1)], [1.5], '2 to 3')
    near(t, [hello?.x, three?.right], [20, 280], 'from edge to edge')
  },
  'flex-vertical-2-3'(t, { all }) {
    const [two, three] = all('fx-text').slice(1)
    near(
      t,
      [((two?.height ?? 0) - LINE) * 1.5 - ((three?.height ?? 0) - LINE)],
      [0],
      'the free height, 2 to 3'
    )
    near(
      t,
      all('fx-box')
        .slice(1)
        .map(({ height }) => height),
      [5 * LINE, 5 * LINE],
      'as high as five lines'
    )
  },
  'image-full-flex0-horizontal'(t, { one }) {
    const { x, width, height } = one('fx-frame')
    near(t, [x, width, height], [20, WIDTH, 169], 'x, width, height')
  },
  'image-full-alignItems-center'(t, { one }) {
    const { x, width, height } = one('fx-frame')
    near(t, [x, width, height], [20, WIDTH, 169], 'x, width, height')
    near(t, [one('fx-text').x + one('fx-text').right], [300], 'the text in the centre')
  },
  'image-pct-alignItems-center'(t, { one }) {
    const { x, width, height } = one('fx-frame')
    near(t, [x, width, height], [85, 130, 130], 'x, width, height')
  },
  'image-abs-none'(t, { one }) {
    const { width, height } = one('fx-frame')
    near(t, [width, height], [300, 195], 'as wide as its box')
  },
  'box-flex0-image-md'(t, { one }) {
    near(t, [one('fx-box', 1).width, one('fx-text').x], [100, 120], 'width of the box, start of the text')
  },
  'abs-offsets'(t, { one }) {
    const [body, target] = [one('fx-box'), one('fx-box', 2)]
    near(
      t,
      [target.x, target.y, body.right - target.right, body.bottom - target.bottom],
      [40, 10, 80, 20],
      'offsets'
    )
  },
  'abs-negative'(t, { one }) {
    const { x, y, width, height } = one('fx-box', 2)
    near(t, [x, y, width, height], [-20, -20, 50, 50], 'x, y, width, height')
    t.equal(one('fx-box').style.overflow, 'hidden')
  },
  'rel-offset-pct'(t, { one }) {
    near(t, [one('fx-box', 2).x, one('fx-box', 2).y], [30, 100 + (100 + LINE) / 10], 'x, y')
  },
  'rel-offset-bottom-end'(t, { one }) {
    near(t, [one('fx-box', 1).x, one('fx-box', 1).y], [0, 20 + LINE - 10], 'x, y')
  },
  'order-abs-over-video'(t, { one }) {
    near(t, [one('fx-hero').width, one('fx-hero').height], [300, 195], 'width, height')
  },
  'jc-all'(t, { all }) {
    const rows = all('fx-box').filter(({ height }) => isNear(height, 30))
    const places = [0, 4, 8, 12, 16, 20].map((row) => rows.slice(row + 1, row + 4).map(({ x }) => x - 20))
    const wanted = [
      [0, 45, 90],
      [65, 110, 155],
      [130, 175, 220],
      [0, 110, 220],
      [21.7, 110, 198.3],
      [32.5, 110, 187.5]
    ]
    for (const [row, xs] of places.entries()) near(t, xs, wanted[row] ?? [], `row ${row}`)
  },
  'align-items'(t, { all }) {
    near(
      t,
      all('fx-box')
        .slice(1)
        .map(({ bottom }) => bottom),
      [180, 180, 180],
      'bottoms'
    )
  },
  'align-items-v'(t, { all, one }) {
    const squares = all('fx-box').filter(({ width }) => isNear(width, 40))
    near(
      t,
      squares.map(({ x }) => x),
      [130, 240],
      'centre, end'
    )
    near(t, [named(all('fx-text'), 'end text').right], [280], 'the text')
    const button = one('fx-button')
    t.ok(button.width < 80, 'a button as wide as its label')
    near(t, [button.x + button.right], [300], 'in the centre')
  },
  'gravity-h'(t, { all, one }) {
    const [top, centre, bottom] = ['top', 'cen', 'bot'].map((text) => named(all('fx-letters'), text))
    const height = 5 * LINE
    near(t, [top?.y, centre?.y, bottom?.bottom], [20, 20 + (height - LINE) / 2, 20 + height], 'texts')
    near(
      t,
      [one('fx-frame').bottom, one('fx-button').y],
      [20 + height, 20 + (height - 40) / 2],
      'picture, button'
    )
  },
  'padding-kw'(t, { all }) {
    const boxes = all('fx-box').slice(1)
    const letters = all('fx-letters')
    const pads = boxes.flatMap((box, i) => [(letters[i]?.x ?? 0) - box.x, (letters[i]?.y ?? 0) - box.y])
    near(t, pads, [40, 20, 26, 26, 20, 20], 'start and top')
    near(
      t,
      boxes.map((box, i) => box.bottom - (letters[i]?.bottom ?? 0)),
      [80, 26, 20],
      'bottom'
    )
  },
  'width-maxwidth'(t, { all }) {
    const boxes = all('fx-box').slice(1)
    near(
      t,
      [0, 1, 2, 4].map((i) => boxes[i]?.width),
      [130, 100, 78, 100],
      'widths'
    )
    near(t, [boxes[3]?.height], [50], 'height')
  },
  'border-radius'(t, { all }) {
    const boxes = all('fx-box').slice(1)
    near(
      t,
      boxes.map(({ style }) => Number.parseFloat(style.borderTopWidth ?? '')),
      [0, 0.5, 1, 2, 3, 4, 7],
      'widths'
    )
    t.same(
      boxes.map(({ style }) => style.borderRadius),
      ['0px', '2px', '4px', '8px', '12px', '16px', '20px']
    )
    t.equal(boxes[6]?.style.borderTopColor, 'rgb(255, 0, 0)')
  },
  'round-image'(t, { one }) {
    near(t, [one('fx-frame').width, one('fx-frame').height], [80, 80], 'width, height')
    matches(t, one('fx-box', 1).style, { borderRadius: '100px', overflow: 'hidden' })
  },
  gradient(t, { all }) {
    const angles = all('fx-box')
      .slice(1, 6)
      .map(({ style }) => style.backgroundImage?.match(/[\d.]+deg/)?.[0])
    t.same(angles.slice(1), ['45deg', '90deg', undefined, '23.5deg'], '180deg is what CSS leaves out')
    t.match(all('fx-box')[6]?.style.backgroundImage, 'rgb(0, 0, 255) 10%')
  },
  'gradient-over-color'(t, { one }) {
    t.equal(one('fx-box', 1).style.backgroundColor, 'rgb(0, 255, 0)')
    t.match(one('fx-box', 1).style.backgroundImage, 'rgba(255, 0, 0, 0)')
  },
  'text-sizes'(t, { all }) {
    const letters = all('fx-letters')
    near(
      t,
      letters.map(({ style }) => Number.parseFloat(style.fontSize ?? '')),
      [11, 13, 14, 16, 19, 22, 29, 35, 48, 74, 25, 12.5],
      'sizes'
    )
    t.ok(letters.filter(({ isCut }) => isCut).length >= 8, 'what is too long is cut off')
    t.ok(letters.every(({ style }) => style.textOverflow === 'ellipsis'))
  },
  maxlines(t, { all }) {
    near(
      t,
      all('fx-letters').map(({ height }) => height / LINE),
      [2, 1, 1, 2],
      'lines'
    )
  },
  'baseline-maxlines'(t, { all, one }) {
    const lines = all('fx-letters').map(({ baseline }) => baseline)
    near(
      t,
      lines,
      lines.map(() => one('fx-icon').bottom),
      'first lines on the bottom of the icon'
    )
  },
  'lineSpacing-span'(t, { one, all }) {
    const [big, small] = all('span')
    near(
      t,
      [one('fx-text').height],
      [48 * 1.4 + 2 * (LINE + 4)],
      'a line of 4xl, two of md and the space between'
    )
    t.ok((big?.y ?? 0) >= one('fx-letters').y, 'nothing is cut off at the top')
    const last = small?.lines.at(-1)
    t.ok((last?.y ?? 0) >= (big?.bottom ?? Number.NaN), 'lines do not overlap')
  },
  lineSpacing(t, { all }) {
    near(
      t,
      all('fx-text').map(({ height }) => height),
      [3 * LINE + 40, 3 * LINE],
      'heights'
    )
  },
  'lineSpacing-size'(t, { one }) {
    const lines = Math.round((one('fx-text').height + 10) / 25.4)
    near(t, [one('fx-text').height], [lines * 15.4 + (lines - 1) * 10], `${lines} lines`)
  },
  'contents-empty'(t, { all }) {
    t.same(
      all('fx-letters').map(({ text }) => text),
      ['text with contents []', 'second']
    )
    near(
      t,
      all('fx-text').map(({ y }) => y),
      [20, 20 + LINE],
      'y'
    )
  },
  spans(t, { one, all }) {
    t.equal(one('fx-letters').style.textDecorationLine, 'underline')
    const [, red, struck, none] = all('span')
    matches(t, red?.style, { color: 'rgb(255, 0, 0)', fontWeight: '700', fontSize: '29px' })
    t.equal(struck?.style.textDecorationLine, 'line-through')
    matches(t, none?.style, { textDecorationLine: 'none', fontStyle: 'italic' })
  },
  'span-decoration'(t, { all }) {
    const [under, strike, big] = all('span').map(({ style }) => style)
    matches(
      t,
      [under?.textDecorationLine, strike?.textDecorationLine, big?.fontSize],
      ['underline', 'line-through', '35px']
    )
  },
  'image-fit-cover'(t, { all, one }) {
    t.same(
      all('picture').map(({ style }) => style.objectFit),
      ['contain', 'cover', 'cover']
    )
    t.equal(one('fx-frame').style.backgroundColor, 'rgb(0, 255, 0)')
    const { right, width, height } = one('fx-frame', 2)
    near(t, [right, width, height], [280, 100, 300], '1:3 at the end')
  },
  'image-horizontal-flex'(t, { all }) {
    near(
      t,
      all('fx-frame').map(({ width }) => width),
      [65, 40],
      'scaled down to its share'
    )
  },
  'icon-offset'(t, { one, all }) {
    near(t, [one('fx-icon').bottom - (all('fx-letters')[0]?.baseline ?? 0)], [5], 'below the baseline')
    near(t, [(all('fx-text')[0]?.x ?? 0) - one('fx-icon').right], [16], 'margin')
  },
  separators(t, { all }) {
    const lines = all('fx-separator')
    near(
      t,
      lines.map(({ width }) => width),
      [WIDTH, WIDTH, 1, 1],
      'widths'
    )
    near(
      t,
      lines.map(({ height }) => height),
      [1, 1, 60, 60],
      'heights'
    )
    near(
      t,
      [
        (lines[1]?.y ?? 0) - named(all('fx-text'), 'b').bottom,
        (lines[3]?.x ?? 0) - named(all('fx-text'), 'm').right
      ],
      [20, 20],
      'margins'
    )
  },
  filler(t, { one }) {
    const { x, width } = one('fx-text')
    near(t, [x - 20], [(WIDTH - width) / 3], 'a third of the room before it')
  },
  'filler-flex0-box'(t, { all }) {
    const dot = all('fx-box').find(({ width }) => isNear(width, 12) && width > 0)
    const ring = all('fx-box').find(({ height }) => isNear(height, 12))
    near(t, [dot?.width, ring?.height, ring && ring.y + 6], [12, 12, 20 + (14 * 1.4) / 2], 'in the middle')
  },
  rtl(t, { all, one }) {
    const [first, second, third] = ['first', 'second', 'third'].map((text) => named(all('fx-text'), text).x)
    t.ok((first ?? 0) > (second ?? 0) && (second ?? 0) > (third ?? 0), 'from right to left')
    near(t, [named(all('fx-text'), 'pad start 40').right], [240], 'padding at the right')
    near(t, [all('fx-box').find(({ width }) => isNear(width, 20))?.right], [300], 'offset from the right')
    t.ok(one('fx-icon').x > named(all('fx-text'), 'icon').x)
  },
  styles(t, { one }) {
    const colours = ['header', 'hero', 'body', 'footer'].map(
      (name) => one(`fx-${name}`).style.backgroundColor
    )
    t.same(colours, ['rgb(255, 204, 204)', 'rgb(0, 255, 0)', 'rgb(204, 255, 204)', 'rgb(204, 204, 255)'])
    const borders = ['header', 'hero', 'body', 'footer'].map((name) => one(`fx-${name}`).style.borderTopWidth)
    t.same(borders, ['0px', '1px', '1px', '1px'])
    t.equal(one('fx-hero').style.borderTopColor, 'rgb(255, 0, 0)')
  },
  buttons(t, { all }) {
    t.ok(
      all('fx-button').every(({ height, width }) => (height === 52 || height === 40) && isNear(width, WIDTH))
    )
    near(
      t,
      all('fx-button')
        .slice(0, 2)
        .map(({ height }) => height),
      [52, 40],
      'heights'
    )
    t.equal(all('fx-button')[1]?.style.backgroundColor, 'rgb(170, 0, 170)')
    t.equal(all('fx-button')[5]?.style.color, 'rgb(170, 0, 170)')
  },
  'buttons-h'(t, { all }) {
    const [primary, secondary, link] = all('fx-button')
    near(t, [(secondary?.x ?? 0) - (primary?.right ?? 0), link?.bottom], [8, 72], 'margin, gravity')
    near(t, [(primary?.width ?? 0) - (link?.width ?? 0)], [0], 'equal shares')
  },
  shrink(t, { all }) {
    t.notOk(
      all('fx-letters').some(({ isCut }) => isCut),
      'nothing is cut off'
    )
    t.equal(named(all('fx-letters'), 'short').style.fontSize, '22px', 'what fits stays')
  },
  'shrink-spans'(t, { one, all }) {
    t.notOk(one('fx-letters').isCut)
    const sizes = all('span').map(({ style }) => Number.parseFloat(style.fontSize ?? ''))
    t.ok(
      sizes.every((size) => size < 22 && size > 8),
      String(sizes)
    )
  },
  'carousel-heights'(t, { all }) {
    const bubbles = all('fx-bubble')
    near(
      t,
      bubbles.map(({ height }) => height),
      bubbles.map(() => bubbles[0]?.height ?? 0),
      'heights'
    )
    const bottoms = all('fx-footer').map(({ bottom }) => bottom)
    near(
      t,
      bottoms,
      bottoms.map(() => bubbles[0]?.height ?? 0),
      'footers'
    )
  },
  'body-height-px'(t, { one, all }) {
    near(t, [one('fx-body').height, one('fx-separator').width], [400, WIDTH], 'height, the line')
    const parts = [one('fx-image'), one('fx-separator'), one('fx-text'), one('fx-box', 1)]
    const gaps = parts.map((part, i) => part.y - (parts[i - 1]?.bottom ?? 20))
    near(
      t,
      gaps,
      gaps.map(() => gaps[0] ?? 0),
      'evenly'
    )
    near(
      t,
      [one('fx-image').x + one('fx-image').right, (all('fx-box')[1]?.x ?? 0) * 2 + 30],
      [300, 300],
      'centre'
    )
  },
  'abs-in-horizontal'(t, { all }) {
    const [a, badge, b] = all('fx-box').slice(1)
    near(t, [a?.width, b?.width, (b?.x ?? 0) - (a?.right ?? 0)], [126, 126, 8], 'halves with 8 between')
    near(t, [badge?.x, badge?.y, badge?.width, badge?.height], [18, 18, 48, 25], 'badge')
  },
  'abs-text-long'(t, { one }) {
    const { x, y, right, height } = one('fx-text')
    near(t, [x, y], [100, 10], 'x, y')
    t.ok(right <= 301 && height > LINE * 1.5, 'wraps')
  },
  'huge-flex'(t, { one }) {
    near(t, [one('fx-text').width, one('fx-text', 1).width], [26, 234], '10:90')
  },
  rgba(t, { one }) {
    t.match(one('fx-letters').style.color, /rgba\(0, 0, 0, 0.5/)
    t.match(one('fx-box', 1).style.backgroundColor, /rgba\(255, 0, 0, 0.25/)
  },
  'text-action'(t, { all }) {
    t.ok(
      all('fx-letters').every(({ right, isCut }) => right <= 281 && !isCut),
      'every script wraps'
    )
    t.ok(
      all('fx-letters')
        .slice(1, 4)
        .every(({ height }) => height > LINE * 1.5)
    )
  },
  'image-fixed-height-horizontal': isCutOff,
  'image-fixed-height-vertical': isCutOff,
  'image-round-avatar-horizontal'(t, { one }) {
    const { width, height } = one('fx-frame')
    near(t, [width, height, one('fx-box', 2).width, one('fx-box', 2).height], [72, 72, 72, 72], 'round')
  },
  'height-pct'(t, { one }) {
    near(t, [one('fx-box', 2).height, one('fx-box', 3).height], [100, 50], 'heights')
  },
  'flex0-two'(t, { one }) {
    t.notOk(one('fx-letters').isCut, 'the first is whole')
    t.ok(one('fx-text', 1).right > 280, 'the second goes outside')
    t.equal(one('fx-box').style.overflow, 'hidden')
  },
  'abs-baseline'(t, { one, all }) {
    near(t, [one('fx-icon').right, named(all('fx-text'), 'abs').x], [280, 120], 'icon, text')
  },
  'baseline-offsetbottom'(t, { all, one }) {
    const [a, b] = all('fx-letters').map(({ baseline }) => baseline)
    near(t, [b, one('fx-icon').bottom], [a ?? 0, a ?? 0], 'all on one baseline')
  },
  'empty-body'(t, { one }) {
    near(t, [one('fx-bubble').width, one('fx-bubble').height], [300, 200], 'width, height')
  },
  'hero-image-nosize'(t, { one }) {
    near(t, [one('fx-frame').x, one('fx-frame').width], [100, 100], 'md in the centre')
  },
  'hero-only'(t, { one }) {
    near(t, [one('fx-bubble').width, one('fx-bubble').height], [300, 450], '2:3')
  }
}

function isCutOff(t: Test, { one }: Drawn) {
  near(t, [one('fx-frame').width, one('fx-frame').height], [WIDTH, WIDTH], 'drawing area')
  near(t, [one('fx-box', 1).height], [100], 'its box')
  t.equal(one('fx-box', 1).style.overflow, 'hidden')
}

/** Tested by presses, below, or as messages. */
const PRESSED = ['order-abs-over-button', 'nested-actions', 'action-image-over']

t.test('the chat page: Flex layout, case by case', { skip: withoutBrowser }, async (t) => {
  const open = await startPages()
  const line = await startLine(t)
  const flex = CASES.filter(({ name }) => !name.startsWith('msg-'))
  const contentsOf = ({ json }: Case) =>
    JSON.parse(JSON.stringify(json).replaceAll('PICTURES', `${line.url}/chat/gallery/pictures`))
  const { page, errors } = await open(t, line)
  for (const one of flex) {
    const message = { type: 'flex', altText: one.name, contents: contentsOf(one) }
    // Bubbles of several sizes in one carousel: LINE rejects them.
    if (one.name === 'bubble-sizes') slipIn(line, message)
    else t.equal((await push(line, message)).status, 200, one.name)
  }
  await page
    .locator('.theirs .content')
    .nth(flex.length - 1)
    .waitFor()
  const indexOf = (wanted: string) => flex.findIndex(({ name }) => name === wanted)

  t.test('every documented case has a test', async (t) => {
    const missing = flex.filter(
      ({ name, isDocumented }) => isDocumented && !CHECKS[name] && !PRESSED.includes(name)
    )
    t.same(
      missing.map(({ name }) => name),
      []
    )
  })

  for (const { name, expected } of flex) {
    const check = CHECKS[name]
    if (check) t.test(`${name}: ${expected}`, async (t) => check(t, await measure(page, indexOf(name))))
  }

  const SCRIPTS = {
    Thai: 'ภาษาไทยที่ยาวมากและไม่มีช่องว่างระหว่างคำเลยสักนิดเดียวจริงๆนะครับ',
    Japanese: '日本語の長い文章がここにありますので折り返しますよね、どうでしょう。',
    Chinese: '這是一段很長的中文文字，需要換行才能完整地顯示在這個訊息裡面。',
    Arabic: 'مرحبا بالعالم، هذا نص عربي طويل يجب أن ينقسم إلى سطرين هنا',
    emoji: '👨👩👧😀'.repeat(10)
  } as const
  for (const [script, words] of Object.entries(SCRIPTS) as [keyof typeof SCRIPTS, string][]) {
    t.test(`${script} has letters, and wraps`, { skip: withoutFont(script) }, async (t) => {
      await push(line, {
        type: 'flex',
        altText: script,
        contents: {
          type: 'bubble',
          body: { type: 'box', layout: 'vertical', contents: [{ type: 'text', text: words, wrap: true }] }
        }
      })
      const letters = page.locator('.fx-letters', { hasText: words }).last()
      await letters.waitFor()
      const { width, height } = await drawn(letters)
      t.ok(width <= WIDTH && height >= 1.5 * LINE, `${width} x ${height}`)
      t.ok(
        await page.evaluate<boolean>(`(${HAS_LETTERS})(${JSON.stringify([...words][0])})`),
        'a letter, not a box'
      )
    })
  }

  t.test('errors', async (t) => t.same(errors, []))
})
