import t from 'tap'
import { content, request, startValidator, wrongType } from './validator.ts'

const EMOJI = { productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }
const text = (properties: object) => ({ type: 'text', text: 'hello', ...properties })

t.test('a text has 1 to 5,000 UTF-16 code units', async (t) => {
  const { takes, refuses } = await startValidator(t)
  await takes({
    one: text({ text: 'a' }),
    '2,500 apples': text({ text: '🍎'.repeat(2_500) }),
    'white space, as LINE does for all that is known': text({ text: ' \n' }),
    'a property that LINE does not know': text({ colour: 'red' }),
    'null for a property that is not there': text({ quoteToken: null, sender: null, emojis: null }),
    'a quote token': text({ quoteToken: 'yHAz4Ua2wx7' })
  })
  await refuses({
    none: [{ type: 'text' }, request(['messages[0].text', 'May not be empty'])],
    'an empty one': [text({ text: '' }), request(['messages[0].text', 'May not be empty'])],
    null: [text({ text: null }), request(['messages[0].text', 'May not be empty'])],
    '5,001': [
      text({ text: 'x'.repeat(5_001) }),
      request(['messages[0].text', 'Length must be between 0 and 5000'])
    ],
    'a number': [text({ text: 7 }), wrongType('messages[0].text')],
    'an object': [text({ text: {} }), wrongType('messages[0].text')],
    'a quote token that is no text': [text({ quoteToken: ['a'] }), wrongType('messages[0].quoteToken')]
  })
})

t.test('LINE emoji in a text stand at a $', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const emojis = (text: string, ...emojis: object[]) => ({ type: 'text', text, emojis })
  await takes({
    none: emojis('a'),
    two: emojis('$ LINE $', { index: 0, ...EMOJI }, { index: 7, ...EMOJI }),
    'one behind an apple, which has two units': emojis('🍎$', { index: 2, ...EMOJI }),
    twenty: emojis('$'.repeat(20), ...Array.from({ length: 20 }, (_, index) => ({ index, ...EMOJI })))
  })
  await refuses({
    'not at a $': [
      emojis('🍎$', { index: 1, ...EMOJI }),
      request(['messages[0].emojis[0].index', 'Must be the position of a $ in the text'])
    ],
    'outside of the text': [
      emojis('$', { index: -1, ...EMOJI }, { index: 1, ...EMOJI }),
      request(
        ['messages[0].emojis[0].index', 'Must be the position of a $ in the text'],
        ['messages[0].emojis[1].index', 'Must be the position of a $ in the text']
      )
    ],
    'without an id': [
      emojis('$', { index: 0, productId: 'a' }),
      request(['messages[0].emojis[0].emojiId', 'May not be empty'])
    ],
    'without a place': [emojis('$', EMOJI), request(['messages[0].emojis[0].index', 'May not be empty'])],
    'at half a place': [emojis('$', { index: 0.5, ...EMOJI }), wrongType('messages[0].emojis[0].index')],
    'twenty-one': [
      emojis('$', ...Array(21).fill({ index: 0, ...EMOJI })),
      request(['messages[0].emojis', 'Size must be between 0 and 20'])
    ],
    'no list': [text({ emojis: {} }), wrongType('messages[0].emojis')]
  })
})

const v2 = (text: unknown, substitution?: unknown) => ({ type: 'textV2', text, substitution })
const emoji = { type: 'emoji', ...EMOJI }
const mention = { type: 'mention', mentionee: { type: 'all' } }
const keys = (length: number, value: object) =>
  Object.fromEntries(Array.from({ length }, (_, i) => [`k${i}`, value]))

t.test('textV2 has its braces doubled, or a key that is substituted', async (t) => {
  const { takes, refuses } = await startValidator(t)
  await takes({
    'plain text': v2('hi'),
    'doubled braces': v2('{{hi}} {{{{'),
    'a key, twice': v2('{a} {a}', { a: emoji }),
    'a key within doubled braces': v2('{{{a}}}', { a: emoji, unused: mention }),
    'a mention of a user': v2('{a}', {
      a: { type: 'mention', mentionee: { type: 'user', userId: 'U49585cd0d5' } }
    }),
    'a key of 20 characters': v2(`{${'a'.repeat(20)}}`, { ['a'.repeat(20)]: emoji }),
    '100 substitutions': v2('a', keys(100, mention)),
    'twenty emojis': v2('{a}'.repeat(20), { a: emoji })
  })
  const pattern = "does not match the pattern '^[a-zA-Z0-9_]{1,20}$'."
  const pairs = (brace: string) => content(['text', `'${brace}' must be used in pairs, or doubled.`])
  await refuses({
    empty: [v2(''), request(['messages[0].text', 'May not be empty'])],
    '5,001 characters': [
      v2('x'.repeat(5_001)),
      request(['messages[0].text', 'Length must be between 0 and 5000'])
    ],
    'an open brace': [v2('a {'), pairs('{')],
    'a closing brace': [v2('a}'), pairs('}')],
    'three open braces': [v2('{{{'), pairs('{')],
    'a key with a space': [v2('{a b}'), content(['text', `The key 'a b' enclosed in '{}' ${pattern}`])],
    'no key': [v2('{}'), content(['text', `The key '' enclosed in '{}' ${pattern}`])],
    'a key of 21 characters': [
      v2(`{${'a'.repeat(21)}}`),
      content(['text', `The key '${'a'.repeat(21)}' enclosed in '{}' ${pattern}`])
    ],
    'a key that is not substituted': [
      v2('{constructor}', {}),
      content(['text', "The key 'constructor' enclosed in '{}' is not specified in the substitution."])
    ],
    'a substitution with a wrong name': [
      v2('a', { 'a-b': emoji }),
      content(['substitution', `The key 'a-b' ${pattern}`])
    ],
    'twenty-one emojis': [
      v2('{a}'.repeat(21), { a: emoji }),
      content(['text', 'The number of emoji must not be more than 20.'])
    ],
    'twenty-one mentions': [
      v2('{a}'.repeat(21), { a: mention }),
      content(['text', 'The number of mentions must not be more than 20.'])
    ],
    '101 substitutions': [
      v2('a', keys(101, mention)),
      request(['messages[0].substitution', 'Size must be between 0 and 100'])
    ],
    'a substitution of no known type': [
      v2('{a}', { a: { type: 'hologram' } }),
      request(['messages[0].substitution.a.type', 'Must be one of the following values: [mention, emoji]'])
    ],
    'an emoji without id': [
      v2('{a}', { a: { type: 'emoji', productId: 'x' } }),
      request(['messages[0].substitution.a.emojiId', 'May not be empty'])
    ],
    'a mention of nobody': [
      v2('{a}', { a: { type: 'mention' } }),
      request(['messages[0].substitution.a.mentionee', 'May not be empty'])
    ],
    'a mention of a user without id': [
      v2('{a}', { a: { type: 'mention', mentionee: { type: 'user' } } }),
      request(['messages[0].substitution.a.mentionee.userId', 'May not be empty'])
    ],
    'a list for a substitution': [v2('a', []), wrongType('messages[0].substitution')]
  })
})
