import fc from 'fast-check'
import t from 'tap'
import { echo } from '../../src/handlers/echo/echo.ts'
import { anyText } from '../any-text.ts'

const texts = (text: string) => echo(text).map((message) => message.text)

t.test('says a text again, letter by letter', async (t) => {
  for (const text of ['hello', ' ', '{name} $ {{x}}', 'a\nb\r\n\tc', '👩‍👩‍👧‍👦🇹🇼', 'x'.repeat(5_000)]) {
    t.same(echo(text), [{ type: 'text', text }])
  }
  t.same(echo(''), [], 'no text, no message')
})

t.test('splits a long text between characters as people see them', async (t) => {
  t.same(texts('x'.repeat(5_001)), ['x'.repeat(5_000), 'x'])
  const family = '👩‍👩‍👧‍👦'
  t.same(
    texts(`${'x'.repeat(4_995)}${family}y`),
    ['x'.repeat(4_995), `${family}y`],
    'a family stays together'
  )
  t.same(
    texts(`${'x'.repeat(4_999)}e\u0301`),
    ['x'.repeat(4_999), 'e\u0301'],
    'an accent stays on its letter'
  )
  t.same(texts(`${'x'.repeat(4_999)}\r\n`), ['x'.repeat(4_999), '\r\n'])
})

t.test('cuts a character that is longer than a message, but no surrogate pair', async (t) => {
  const monster = `🧟${'\u0301'.repeat(5_000)}`
  t.same(texts(monster), [monster.slice(0, 5_000), monster.slice(5_000)])
  const pairs = `a${'\u200d🍎'.repeat(2_000)}` // one grapheme of 6,001 units; unit 5,000 is inside an apple
  for (const text of texts(pairs)) t.equal(text.isWellFormed(), true)
  t.equal(texts(pairs).join(''), pairs)
})

t.test('a text that no reply can hold ends with an ellipsis', async (t) => {
  t.equal(texts('x'.repeat(25_000)).join(''), 'x'.repeat(25_000))
  const cut = texts('x'.repeat(25_001))
  t.equal(cut.length, 5)
  t.equal(cut.join(''), `${'x'.repeat(24_999)}…`)
})

t.test('a character of thousands of units is cut, so that nothing after it is lost', async (t) => {
  const text = `a${'\u200d'.repeat(3_000)}`.repeat(6)
  t.equal(texts(text).join(''), text)
})

t.test(
  'whatever the text: at most five messages of 1 to 5,000 units, nothing lost, no pair cut',
  async (t) => {
    const unit = fc.constantFrom('a', '火', '🍎', '👩‍👩‍👧‍👦', '🇹🇼', 'e\u0301', '\r\n', '\u200d', '\ud800')
    const long = fc
      .array(fc.tuple(unit, fc.integer({ min: 1, max: 4_000 })), { minLength: 1, maxLength: 6 })
      .map((runs) =>
        runs
          .map(([text, times]) => text.repeat(times))
          .join('')
          .slice(0, 25_000)
      )
    const property = fc.property(fc.oneof(anyText({ minLength: 1 }), long), (text) => {
      const parts = texts(text)
      return (
        parts.length <= 5 &&
        parts.every((part) => part.length > 0 && part.length <= 5_000) &&
        (parts.join('') === text || (text.length > 20_000 && parts.at(-1)?.endsWith('…'))) &&
        (!text.isWellFormed() || parts.every((part) => part.isWellFormed()))
      )
    })
    t.doesNotThrow(() => fc.assert(property, { numRuns: 200 }))
  }
)

t.test('a long character of surrogate pairs is cut between them', async (t) => {
  const mark = '\u{1e8d0}' // it joins the character before it
  for (const before of ['a', 'aa']) {
    const parts = texts(before + mark.repeat(4_000))
    t.same(
      parts.map((part) => part.isWellFormed()),
      [true, true]
    )
    t.equal(parts.join(''), before + mark.repeat(4_000))
  }
})
