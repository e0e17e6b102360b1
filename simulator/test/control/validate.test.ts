import t, { type Test } from 'tap'
import { startLine } from '../support/line.ts'
import { matches } from '../support/matches.ts'

interface Validation {
  kind: string
  messages?: unknown[]
  richMenu?: unknown
  problems: {
    line: number
    column: number
    offset: number
    length: number
    property?: string
    message: string
  }[]
}

async function start(t: Test) {
  const line = await startLine(t)
  async function validate(text: string, type = 'application/json') {
    const response = await fetch(`${line.url}/simulator/validate`, {
      method: 'POST',
      headers: { 'content-type': type },
      body: text
    })
    return { status: response.status, ...((await response.json()) as Validation) }
  }
  /** Each problem as `line:column property: message (the text that it concerns)`. */
  async function problemsIn(text: string) {
    const { problems } = await validate(text)
    return problems.map(
      ({ line, column, property, message, offset, length }) =>
        `${line}:${column} ${property}: ${message} (${text.slice(offset, offset + length)})`
    )
  }
  return { line, validate, problemsIn }
}

const pretty = (value: unknown) => JSON.stringify(value, null, 2)
const text = (words: unknown, more = {}) => ({ type: 'text', text: words, ...more })
const box = (...contents: unknown[]) => ({ type: 'box', layout: 'vertical', contents })
const bubble = (...contents: unknown[]) => ({ type: 'bubble', body: box(...contents) })
const action = { type: 'message', label: 'A', text: 'a' }
const buttons = { type: 'buttons', text: 'Which?', actions: [action] }
const richMenu = {
  size: { width: 2500, height: 843 },
  selected: false,
  name: 'menu',
  chatBarText: 'Menu',
  areas: [{ bounds: { x: 0, y: 0, width: 2500, height: 843 }, action }]
}

t.test('tells from its form what a text is, and what the bot would send', async (t) => {
  const { validate } = await start(t)
  const flex = { type: 'flex', altText: 'flex', contents: bubble(text('hi')) }
  const carousel = { type: 'carousel', contents: [bubble(text('hi'))] }
  const columns = { type: 'carousel', columns: [{ text: 'x', actions: [action] }] }
  for (const [kind, value, messages] of [
    ['message', text('hi'), [text('hi')]],
    ['message', flex, [flex]],
    ['messages', [text('a'), text('b')], [text('a'), text('b')]],
    ['request', { to: 'U1', messages: [text('a')] }, [text('a')]],
    ['container', bubble(text('hi')), [{ type: 'flex', contents: bubble(text('hi')) }]],
    ['container', carousel, [{ type: 'flex', contents: carousel }]],
    ['template', buttons, [{ type: 'template', template: buttons }]],
    ['template', columns, [{ type: 'template', template: columns }]]
  ] as const) {
    matches(t, await validate(pretty(value)), { status: 200, kind, messages, problems: [] }, kind)
  }
  matches(t, await validate(pretty(richMenu)), { status: 200, kind: 'richMenu', richMenu, problems: [] })
})

t.test('gives LINE’s message and property, and the place in the text', async (t) => {
  const { problemsIn } = await start(t)
  const flexText = pretty(bubble(text('hi', { size: 'huge' }), { type: 'image' }))
  t.same(await problemsIn(flexText), [
    '10:17 /body/contents/0/size: invalid property ("huge")',
    '12:7 /body/contents/1/url: must be specified ({\n        "type": "image"\n      })'
  ])
  t.same(await problemsIn(pretty([text('a'), { type: 'image' }])), [
    '6:3 messages[1].originalContentUrl: May not be empty ({\n    "type": "image"\n  })',
    '6:3 messages[1].previewImageUrl: May not be empty ({\n    "type": "image"\n  })'
  ])
  t.same(await problemsIn('{"messages": [\n{"type":"text","text":1}]}'), [
    '2:23 messages[0].text: Must be a string (1)'
  ])
  t.same(await problemsIn(pretty({ ...buttons, text: '' })), [
    '3:11 template/text: must be non-empty text ("")'
  ])
  t.same(await problemsIn('{"type":"hologram"}'), [
    '1:9 messages[0].type: Must be one of the following values: [text, image, video, audio, location, sticker, template, imagemap, flex, textV2, coupon] ("hologram")'
  ])
})

t.test('marks the name of a property that LINE does not have', async (t) => {
  const { problemsIn } = await start(t)
  t.same(await problemsIn(pretty({ ...bubble(text('hi')), boddy: {} })), [
    '13:3 /boddy: unknown field ("boddy")'
  ])
})

t.test('reports more than LINE, which stops at the first kind of error', async (t) => {
  const { problemsIn } = await start(t)
  const messages = [
    text(1),
    text(''),
    { type: 'flex', altText: 'x', contents: bubble(text('x', { size: 'huge' })) }
  ]
  t.same(
    (await problemsIn(JSON.stringify(messages))).map((one) => one.split(' ')[1]),
    ['messages[0].text:', 'messages[1].text:', '/body/contents/0/size:']
  )
})

t.test('reports the rules across properties beside errors of form, where they can be checked', async (t) => {
  const { problemsIn } = await start(t)
  /** Each problem without its place and the text that it concerns. */
  const found = async (value: unknown) =>
    (await problemsIn(JSON.stringify(value))).map((one) =>
      one.replace(/^\d+:\d+ /, '').replace(/ \([^(]*\)$/s, '')
    )
  const image = { type: 'image', url: 'https://example.com/a.png' }
  t.same(
    await found({
      type: 'carousel',
      contents: [
        bubble(text('', { size: 'huge' }), { type: 'icon', url: image.url }, { type: 'hologram' }),
        { ...bubble(text('hi', { contents: 5 })), size: 'kilo' },
        { ...bubble(text('hi')), size: 'large', hero: { type: 'video' } },
        5
      ]
    }),
    [
      '/contents/0/body/contents/0/size: invalid property',
      '/contents/0/body/contents/2: invalid property',
      '/contents/1/body/contents/0/contents: invalid property',
      '/contents/2/size: invalid property',
      '/contents/2/hero/url: must be specified',
      '/contents/2/hero/previewUrl: must be specified',
      '/contents/2/hero/altContent: must be specified',
      '/contents/3: invalid property',
      '/contents/0/body/contents/0/text: must be non-empty text',
      '/contents/0/body/contents/1: invalid property',
      '/contents/1/size: invalid property',
      '/contents: embedding videos in messages is not allowed'
    ]
  )
  const column = { title: 'T', text: 'x'.repeat(61), actions: [action] }
  t.same(
    await found({
      type: 'carousel',
      columns: [column, { text: 'x', actions: [{ ...action, label: '' }] }, { ...column, actions: 5 }]
    }),
    [
      'messages[0].template.columns[2].actions: Must be an array',
      'template/columns/1/actions/0/label: must be non-empty text',
      'template/columns/0/text: must not be longer than 60 characters',
      'template/columns/2/text: must not be longer than 60 characters',
      'template/columns: inconsistent use of title, image and the number of actions'
    ]
  )
  const emoji = { productId: 'p', emojiId: 'e' }
  t.same(await found(text('a', { emojis: [{ ...emoji, index: 0 }, { index: 0 }, emoji], quoteToken: 5 })), [
    'messages[0].quoteToken: Must be a string',
    'messages[0].emojis[1].productId: May not be empty',
    'messages[0].emojis[1].emojiId: May not be empty',
    'messages[0].emojis[2].index: May not be empty',
    'messages[0].emojis[0].index: Must be the position of a $ in the text',
    'messages[0].emojis[1].index: Must be the position of a $ in the text'
  ])
  t.same(await found({ type: 'textV2', text: '{a} {b}', substitution: { a: { type: 'x' } } }), [
    'messages[0].substitution.a.type: Must be one of the following values: [mention, emoji]',
    "text: The key 'b' enclosed in '{}' is not specified in the substitution."
  ])
  const area = { x: 0, y: 0, width: 2_000, height: 1 }
  const tap = { type: 'message', text: 'a', area }
  const imagemap = {
    type: 'imagemap',
    baseUrl: 'https://example.com/a',
    baseSize: { width: 1_040, height: 700 }
  }
  t.same(await found({ ...imagemap, actions: [tap, { ...tap, area: { ...area, x: -1 } }] }), [
    'messages[0].altText: May not be empty',
    'messages[0].actions[1].area.x: Must be greater than or equal to 0',
    'messages[0].actions[0].area: Must be inside the image of the baseSize'
  ])
  const { chatBarText, ...barless } = richMenu
  t.same(await found({ ...barless, size: { width: 2_500, height: 2_000 } }), [
    'chatBarText: must be specified',
    'size: aspect ratio (width / height) must be at least 1.45'
  ])
  const large = bubble(...Array.from({ length: 40 }, () => text('x'.repeat(1_000), { size: 'huge' })))
  t.same((await found(large)).slice(0, 2), [
    '/: Too large flex message. The maximum size of JSON data that defines a bubble is 30 KB',
    '/body/contents/0/size: invalid property'
  ])
})

t.test('checks a rich menu', async (t) => {
  const { line, problemsIn } = await start(t)
  const { name, ...unnamed } = richMenu
  matches(t, await problemsIn(pretty({ ...unnamed, size: { width: 100, height: 843 } })), [
    /^1:1 name: must be specified \(/,
    '3:14 size.width: invalid property (100)'
  ])
  t.same(await problemsIn(JSON.stringify({ ...richMenu, size: { width: 2500, height: 2000 } })), [
    '1:9 size: aspect ratio (width / height) must be at least 1.45 ({"width":2500,"height":2000})'
  ])
  line.settings.acceptAreasOutsideRichMenu = false
  matches(t, await problemsIn(JSON.stringify({ ...richMenu, size: { width: 2500, height: 842 } })), [
    / areas\[0\]\.bounds: must be inside the size of the rich menu /
  ])
})

t.test('says where a text is not JSON', async (t) => {
  const { validate, problemsIn } = await start(t)
  matches(t, await validate('{"type": "text",\n  "text": "a"\n  "b": 1}'), {
    status: 200,
    kind: 'none',
    problems: [{ line: 3, column: 3, offset: 33, message: 'Not JSON: expected a comma' }]
  })
  for (const [wrong, place] of [
    ['{"a": 1,}', '1:9 '],
    ['{type: 1}', '1:2 '],
    ["{'type': 1}", '1:2 '],
    ['{"a": 1 // why\n}', '1:9 '],
    ['{"a": "b\n"}', '1:7 '],
    ['{"a": "\\x"}', '1:7 '],
    ['[1] 2', '1:5 '],
    ['{"a": 01}', '1:8 '],
    ['{"a": [1', '1:9 '],
    ['\ufeff[]', '1:1 '],
    ['"a', '1:1 '],
    ['', '1:1 ']
  ] as const) {
    const found = await problemsIn(wrong)
    t.equal(found.length, 1, wrong)
    t.match(found[0], new RegExp(`^${place}undefined: Not JSON: `), wrong)
  }
})

t.test('rejects JSON that is no message', async (t) => {
  const { validate, problemsIn } = await start(t)
  t.same(await problemsIn('"text"'), ['1:1 messages[0]: Must be an object ("text")'])
  t.same(await problemsIn('[]'), ['1:1 messages: Size must be between 1 and 5 ([])'])
  matches(t, await problemsIn('{}'), ['1:1 messages[0].type: May not be empty ({})'])
  matches(t, await problemsIn('{"messages": 1}'), ['1:14 messages: Must be an array (1)'])
  const deep = '['.repeat(100_000)
  matches(t, await validate(deep), { kind: 'none', problems: [{ line: 1 }] })
  matches(t, await validate(deep + ']'.repeat(100_000)), {
    kind: 'none',
    problems: [{ line: 1, column: 1, message: /nested/ }]
  })
})

t.test('of properties with the same name, means the last', async (t) => {
  const { problemsIn } = await start(t)
  t.same(await problemsIn('{"type":"text","text":"a",\n"text":2}'), [
    '2:8 messages[0].text: Must be a string (2)'
  ])
})

t.test('reads any content type, and follows the settings', async (t) => {
  const { line, validate } = await start(t)
  matches(t, await validate(pretty(text('hi')), 'text/plain'), { kind: 'message', problems: [] })
  line.settings.convertScalars = true
  matches(t, await validate(pretty(text(1))), { problems: [] })
  t.equal(line.exchanges.list().length, 0, 'it is no call of the bot')
})

t.test('pushes messages to a chat as the bot would', async (t) => {
  const { line } = await start(t)
  const push = async (body: unknown) => {
    const response = await fetch(`${line.url}/simulator/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body)
    })
    return { status: response.status, body: await response.json() }
  }
  const to = line.people.users[0]?.userId
  matches(t, await push({ to, messages: [text('hi')] }), {
    status: 200,
    body: { sentMessages: [{ id: String }] }
  })
  matches(t, line.requests('pushMessage'), [{ status: 200, chats: [to], messages: [text('hi')] }])
  matches(t, await push({ to, messages: [text('')] }), {
    status: 400,
    body: { message: /error/, details: [{ property: 'messages[0].text' }] }
  })
  matches(t, await push({ to }), { status: 400 })
})
