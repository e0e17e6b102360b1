import type { messagingApi, webhook } from '@line/bot-sdk'
import fc from 'fast-check'
import t from 'tap'
import { echo } from '../../src/handlers/echo/echo.ts'
import { isSendable } from '../../src/handlers/echo/sendable-emoji.ts'
import { anyText } from '../any-text.ts'
import { matches } from '../helper.ts'

const MOON = { productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }
const HAND = { productId: '5ac21e6c040ab15980c9b444', emojiId: '222' }
const BOUGHT = { productId: '0'.repeat(24), emojiId: '001' }

type Id = Pick<webhook.Emoji, 'productId' | 'emojiId'>
const at = (index: number, length: number, id: Id = MOON) => ({ index, length, ...id })
const emoji = (id: Id) => ({ type: 'emoji', ...id })
const textV2 = (text: string, ...ids: Id[]) => ({
  type: 'textV2',
  text,
  substitution: Object.fromEntries(ids.map((id, i) => [`emoji${i + 1}`, emoji(id)]))
})
/** `echo` with what a webhook may hold, whatever LINE's types say. */
const echoOf = (text: string, emojis: unknown) => echo(text, emojis as webhook.Emoji[])
/** So many emoji in a row, each written `(a)`. */
const row = (count: number) => Array.from({ length: count }, (_, i) => at(3 * i, 3))

t.test('says LINE emoji again as emoji', async (t) => {
  t.same(echo('(moon) hi (ok)', [at(0, 6), at(10, 4, HAND)]), [textV2('{emoji1} hi {emoji2}', MOON, HAND)])
  t.same(echo('👩‍👩‍👧‍👦🍎(moon)🍎', [at(13, 6)]), [textV2('👩‍👩‍👧‍👦🍎{emoji1}🍎', MOON)], 'counted in UTF-16')
  t.same(echo('()', [at(0, 2)]), [textV2('{emoji1}', MOON)], 'as LINE for macOS writes them')
  t.same(
    echo('b(b)a(a)', [at(5, 3, HAND), at(1, 3)]),
    [textV2('b{emoji1}a{emoji2}', MOON, HAND)],
    'any order'
  )
})

t.test('emoji that a bot may not send stay the text that LINE put in their place', async (t) => {
  for (const [text, emojis] of [
    ['(cat)', [at(0, 5, BOUGHT)]],
    ['() {x}', [at(0, 2, BOUGHT)]],
    ['(cat)', [at(0, 5, { ...MOON, emojiId: '251' })]],
    ['no emoji at all', []]
  ] as const) {
    t.same(echo(text, [...emojis]), [{ type: 'text', text }])
  }
  t.same(echo('(cat)(moon)', [at(0, 5, BOUGHT), at(5, 6)]), [textV2('(cat){emoji1}', MOON)])
})

t.test('knows which emoji LINE lists, and no others', async (t) => {
  for (const id of ['001', '099', '250']) t.ok(isSendable(MOON.productId, id), id)
  for (const id of ['000', '251', '999', '1', '0001', '1e1', ' 01', '001\n', '', 1, null, undefined]) {
    t.notOk(isSendable(MOON.productId, id), JSON.stringify(id))
  }
  for (const set of [
    '__proto__',
    'constructor',
    'get',
    '',
    MOON.productId.toUpperCase(),
    0,
    null,
    undefined
  ]) {
    t.notOk(isSendable(set, '001'), JSON.stringify(set))
  }
})

t.test('doubles braces beside emoji, and nowhere else', async (t) => {
  t.same(echo('{(a)}{{emoji1}}', [at(1, 3)]), [textV2('{{{emoji1}}}{{{{emoji1}}}}', MOON)])
  t.same(echo('{(a)}', [at(1, 3, BOUGHT)]), [{ type: 'text', text: '{(a)}' }])
})

t.test('never mentions anybody', async (t) => {
  t.same(echo('@All (a)', [at(5, 3)]), [textV2('@All {emoji1}', MOON)])
})

t.test('what is no emoji of the text stays text', async (t) => {
  const text = '🍎(moon)🍎'
  const impossible = [
    at(-1, 6),
    at(0, 0),
    at(2, -6),
    at(2, 1.5),
    at(1.5, 6),
    at(2, 9),
    at(10, 1),
    at(2 ** 53, 6),
    at(2, Number.MAX_SAFE_INTEGER),
    at(1, 7), // from inside an apple
    at(2, 7), // into an apple
    { index: '2', length: '6', ...MOON },
    { length: 6, ...MOON },
    { index: 2, ...MOON },
    { index: 2, length: 6 },
    { index: 2, length: 6, productId: { toString: 'x' }, emojiId: ['001'] },
    'emoji',
    7,
    true,
    null,
    undefined,
    [],
    {}
  ]
  for (const odd of impossible) t.same(echoOf(text, [odd]), [{ type: 'text', text }], JSON.stringify(odd))
  for (const odd of [...impossible, { 0: at(2, 6), length: 1 }]) {
    if (!Array.isArray(odd)) t.same(echoOf(text, odd), [{ type: 'text', text }], 'no array')
  }
  t.same(echoOf(text, [...impossible, at(2, 6), ...impossible]), [textV2('🍎{emoji1}🍎', MOON)])
  t.same(echo('', [at(0, 1)]), [])
})

t.test('of emoji that lie over each other, the first counts', async (t) => {
  t.same(echo('(moon)', [at(0, 6), at(0, 6)]), [textV2('{emoji1}', MOON)])
  t.same(echo('(moon)(ok)', [at(0, 6), at(5, 5, HAND)]), [textV2('{emoji1}(ok)', MOON)])
  t.same(echo('(moon)(ok)', [at(1, 2, HAND), at(0, 6)]), [textV2('{emoji1}(ok)', MOON)])
})

t.test('survives a hundred thousand emoji', async (t) => {
  const text = '(a)'.repeat(1_000)
  const messages = echo(text, Array.from({ length: 100_000 }, (_, i) => at(i % 4_000, 3)).reverse())
  t.equal(messages.length, 5)
  t.equal(Object.keys((messages[0] as messagingApi.TextMessageV2).substitution ?? {}).length, 20)
})

t.test('the twenty-first emoji begins the next message', async (t) => {
  const shapes = (count: number) =>
    echo('(a)'.repeat(count), row(count)).map(({ type, text }) => [type, text.match(/\{emoji\d+\}/g)?.length])
  t.same(shapes(20), [['textV2', 20]])
  t.same(shapes(21), [
    ['textV2', 20],
    ['textV2', 1]
  ])
  t.same(shapes(100), Array(5).fill(['textV2', 20]))
  const [, , , , last] = echo('(a)'.repeat(102), row(102))
  t.ok(last?.text.endsWith('{emoji20}(a)(a)'), 'what five messages cannot hold stays text')
})

t.test('leaves room for what LINE counts in place of an emoji', async (t) => {
  t.same(
    echo(`${'x'.repeat(4_900)}(a)`, [at(4_900, 3)]),
    [textV2(`${'x'.repeat(4_900)}{emoji1}`, MOON)],
    'a hundred units'
  )
  t.same(echo(`${'x'.repeat(4_901)}(a)`, [at(4_901, 3)]), [
    { type: 'text', text: 'x'.repeat(4_901) },
    textV2('{emoji1}', MOON)
  ])
  t.same(echo(`(a)${'{'.repeat(2_451)}`, [at(0, 3)]), [
    textV2(`{emoji1}${'{'.repeat(4_900)}`, MOON),
    { type: 'text', text: '{' }
  ])
  t.same(
    echo(`${'}'.repeat(4_000)}(a)`, [at(4_000, 3)]),
    [{ type: 'text', text: '}'.repeat(4_000) }, textV2('{emoji1}', MOON)],
    'a message without emoji has its braces once'
  )
  t.same(echo(`(a)${'x'.repeat(200)}`, [at(0, 200)]), [textV2(`{emoji1}xxx`, MOON)])
})

t.test('cuts beside emoji between characters as people see them', async (t) => {
  const family = '👩‍👩‍👧‍👦'
  t.same(echo(`(a)${'x'.repeat(4_895)}${family}`, [at(0, 3)]), [
    textV2(`{emoji1}${'x'.repeat(4_895)}`, MOON),
    { type: 'text', text: family }
  ])
  const monster = `🧟${'\u0301'.repeat(4_998)}`
  t.same(
    echo(`(a)${monster}`, [at(0, 3)]),
    [textV2('{emoji1}', MOON), { type: 'text', text: monster }],
    'the next message has room for the whole character'
  )
})

t.test('no text is lost for the sake of an emoji', async (t) => {
  const text = `${'x'.repeat(24_990)}(a)`
  t.same(
    echo(text, [at(24_990, 3)]).map((message) => message.text),
    echo(text).map((message) => message.text)
  )
  const crowded = `${'(a)'.repeat(100)}${'x'.repeat(12_000)}`
  matches(
    t,
    echo(crowded, row(100)).map(({ type, text }) => [type, text.length]),
    [
      ['textV2', Number],
      ['textV2', Number],
      ['textV2', Number],
      ['text', 5_000],
      ['text', Number]
    ],
    'the last emoji stay text where the text needs the room'
  )
  t.same(echo('x'.repeat(6_000), [at(0, 6_000)]), echo('x'.repeat(6_000)), 'an emoji as long as no message')
  t.equal(
    echo('x'.repeat(30_000), [at(0, 3)])
      .at(-1)
      ?.text.at(-1),
    '…'
  )
})

t.test('whatever the text and its emoji: within LINE’s limits, and the text again', async (t) => {
  const unit = fc.constantFrom(
    'a',
    '(a)',
    '()',
    '{',
    '}',
    '{emoji1}',
    '火',
    '🍎',
    '👩‍👩‍👧‍👦',
    'e\u0301',
    '\r\n',
    '\ud800'
  )
  const text = fc.oneof(
    anyText({ maxLength: 100 }),
    fc.array(unit, { maxLength: 200 }).map((units) => units.join('')),
    fc
      .array(fc.tuple(unit, fc.integer({ min: 1, max: 3_000 })), { minLength: 1, maxLength: 6 })
      .map((runs) => runs.map(([text, times]) => text.repeat(times)).join(''))
  )
  const number = fc.oneof(fc.integer({ min: -2, max: 60 }), fc.integer({ max: 20_000 }), fc.constant(1.5))
  const id = fc.constantFrom<Id>(MOON, HAND, BOUGHT, { productId: '__proto__', emojiId: '001' })
  const entry = fc.oneof(
    { weight: 20, arbitrary: fc.tuple(number, fc.integer({ min: -1, max: 8 }), id).map((e) => at(...e)) },
    { weight: 1, arbitrary: fc.anything() }
  )
  const dense = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 300 }), id)
  const emojis = fc.oneof(
    fc.array(entry, { maxLength: 40 }),
    dense.map(([step, count, id]) => Array.from({ length: count }, (_, i) => at(i * step, step, id))),
    fc.anything()
  )
  const property = fc.property(text, emojis, (text, emojis) => {
    const messages = echoOf(text, emojis)
    if (text.isWellFormed() && !messages.every((message) => message.text.isWellFormed())) return false
    if (messages.length > 5 || !messages.every(isWithinLimits)) return false
    return (
      sourceOf(messages, text, emojis) === text ||
      (text.length > 20_000 && messages.at(-1)?.text.endsWith('…'))
    )
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }))
})

/** LINE's limits, and room for the alternative texts. */
function isWithinLimits(message: messagingApi.TextMessage | messagingApi.TextMessageV2): boolean {
  const { type, text } = message
  if (text.length === 0 || text.length > 5_000) return false
  if (type !== 'textV2') return !('substitution' in message)
  const keys = [...text.matchAll(/\{\{|\}\}|\{([0-9a-zA-Z_]{1,20})\}/g)].flatMap(([, key]) => key ?? [])
  const substitutions = Object.entries(message.substitution ?? {})
  return (
    !/[{}]/.test(text.replace(/\{\{|\}\}|\{[0-9a-zA-Z_]{1,20}\}/g, '')) &&
    keys.length > 0 &&
    keys.length <= 20 &&
    keys.join() === substitutions.map(([key]) => key).join() &&
    substitutions.every(
      ([, value]) => value.type === 'emoji' && isSendable((value as Id).productId, (value as Id).emojiId)
    ) &&
    text.replace(/\{(emoji\d+)\}/g, '').length + 50 * keys.length <= 5_000
  )
}

/** The text that the messages stand for: each emoji is the range of the original that it was. */
function sourceOf(messages: ReturnType<typeof echo>, text: string, emojis: unknown): string {
  let source = ''
  for (const message of messages) {
    if (message.type === 'text') {
      source += message.text
      continue
    }
    for (const [part, key] of message.text.matchAll(/\{\{|\}\}|\{(\w+)\}|[^{}]+/g)) {
      if (!key) {
        source += part === '{{' || part === '}}' ? part[0] : part
        continue
      }
      const { productId, emojiId } = (message.substitution as unknown as Record<string, Id>)[key] as Id
      const range = (emojis as webhook.Emoji[]).find(
        (range) =>
          range?.index === source.length &&
          range.length > 0 &&
          range.productId === productId &&
          range.emojiId === emojiId &&
          source.length + range.length <= text.length
      )
      source += text.slice(source.length, source.length + (range?.length ?? Number.NaN))
    }
  }
  return source
}
