import t from 'tap'
import { checkMessages } from '../../src/messages/check-messages.ts'
import { type TextLength, UNKNOWN_RULES } from '../../src/messages/unknown-rules.ts'
import { matches } from '../support/matches.ts'
import { request, startValidator, wrongType } from './validator.ts'

const text = (properties: object) => ({ type: 'text', text: 'hello', ...properties })
const TYPES =
  'Must be one of the following values: [text, image, video, audio, location, sticker, template, imagemap, flex, textV2, coupon]'

t.test('a request has one to five messages of the types that LINE knows', async (t) => {
  const { ask, refuses } = await startValidator(t)
  const hello = text({})
  matches(t, await ask(Array(5).fill(hello)), { status: 200 })
  for (const messages of [[], Array(6).fill(hello), undefined, null]) {
    matches(t, await ask(messages), {
      status: 400,
      body: request(['messages', 'Size must be between 1 and 5'])
    })
  }
  matches(t, await ask(hello), { status: 400, body: wrongType('messages') })
  matches(t, await ask(['hello']), { status: 400, body: wrongType('messages[0]') })
  matches(t, await ask([[hello]]), { status: 400, body: wrongType('messages[0]') })
  matches(t, await ask([null]), { status: 400, body: request(['messages[0]', 'May not be empty']) })
  await refuses({
    'no type': [{ text: 'a' }, request(['messages[0].type', 'May not be empty'])],
    'an unknown type': [{ type: 'hologram' }, request(['messages[0].type', TYPES])],
    'a type that every object has': [{ type: 'constructor' }, request(['messages[0].type', TYPES])],
    'a type that is no text': [{ type: { toString: 1 } }, request(['messages[0].type', TYPES])]
  })
})

t.test('everything that is wrong with a request is listed, in all messages', async (t) => {
  const { ask } = await startValidator(t)
  matches(t, await ask([text({ text: '' }), text({}), { type: 'hologram' }]), {
    status: 400,
    body: request(['messages[0].text', 'May not be empty'], ['messages[2].type', TYPES])
  })
})

t.test(
  'contents are looked at when the request is right, and the first wrong message is named',
  async (t) => {
    const { ask } = await startValidator(t)
    const flex = { type: 'flex', altText: 'a', contents: { type: 'bubble' } }
    matches(t, await ask([flex, text({ text: '' })]), {
      body: request(['messages[1].text', 'May not be empty'])
    })
    t.same((await ask([text({}), flex, flex])).body, {
      message: 'A message (messages[1]) in the request body is invalid',
      details: [{ message: 'At least one block must be specified', property: '/' }]
    })
  }
)

t.test('a property of a wrong type is named with its line and column', async (t) => {
  const source = '{"messages": [\n  {"type": "text",\n   "text": ["a"]}\n]}'
  const { messages } = JSON.parse(source)
  matches(t, checkMessages(messages, { rules: UNKNOWN_RULES, source })?.body, {
    message: "The property, 'messages[0].text', in the request body is invalid (line: 3, column: 12)",
    details: [{ message: 'Must be a string', property: 'messages[0].text' }]
  })
  t.match(checkMessages(messages, { rules: UNKNOWN_RULES })?.body.message, /\(line: -, column: -\)$/)
})

t.test('a sender has a name and a picture', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const sender = (sender: unknown) => text({ sender })
  await takes({
    nothing: sender({}),
    both: sender({ name: 'x'.repeat(20), iconUrl: 'https://line.me/conyprof' }),
    'a name with a part of LINE': sender({ name: 'ONLINE SHOP' })
  })
  await refuses({
    'a name of 21': [
      sender({ name: 'x'.repeat(21) }),
      request(['messages[0].sender.name', 'Length must be between 0 and 20'])
    ],
    'the name of LINE': [
      sender({ name: 'LINE support' }),
      request(['messages[0].sender.name', 'Has an invalid format'])
    ],
    'a picture without TLS': [
      sender({ iconUrl: 'http://example.com/a.png' }),
      request(['messages[0].sender.iconUrl', 'invalid uri scheme'])
    ],
    'a picture at 2,001 characters': [
      sender({ iconUrl: `https://e.com/${'x'.repeat(1_987)}` }),
      request(['messages[0].sender.iconUrl', 'Length must be between 0 and 2000'])
    ],
    'a text': [sender('Cony'), wrongType('messages[0].sender')]
  })
})

t.test('a quick reply has 1 to 13 buttons with an action each', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const items = (...items: unknown[]) => text({ quickReply: { items } })
  const button = { type: 'action', action: { type: 'message', label: 'm', text: 't' } }
  await takes({
    one: items(button),
    thirteen: items(...Array(13).fill(button)),
    'one without its own type': items({ action: button.action }),
    'one with a picture': items({ ...button, imageUrl: 'https://example.com/a.png' })
  })
  const size = request(['messages[0].quickReply.items', 'Size must be between 1 and 13'])
  await refuses({
    none: [items(), size],
    fourteen: [items(...Array(14).fill(button)), size],
    'no list': [text({ quickReply: {} }), request(['messages[0].quickReply.items', 'May not be empty'])],
    'one without action': [
      items({ type: 'action' }),
      request(['messages[0].quickReply.items[0].action', 'May not be empty'])
    ],
    'another type of button': [
      items({ ...button, type: 'link' }),
      request(['messages[0].quickReply.items[0].type', 'Must be one of the following values: [action]'])
    ],
    'a picture without TLS': [
      items({ ...button, imageUrl: 'http://example.com/a.png' }),
      request(['messages[0].quickReply.items[0].imageUrl', 'invalid uri scheme'])
    ],
    'a text for a button': [items('a'), wrongType('messages[0].quickReply.items[0]')]
  })
})

t.test('what LINE does with a number for a text is an option', (t) => {
  const message = text({
    text: 7,
    quickReply: { items: [{ action: { type: 'message', label: 1, text: true } }] }
  })
  t.ok(checkMessages([message], { rules: UNKNOWN_RULES }))
  t.notOk(checkMessages([message], { rules: { ...UNKNOWN_RULES, convertScalars: true } }))
  t.end()
})

t.test('what LINE counts as a character is an option where its reference says graphemes', (t) => {
  const family = '👨‍👩‍👧‍👦' // one grapheme, 7 code points, 11 UTF-16 code units
  const replies = (text: string) => [
    { type: 'text', text: 'a', quickReply: { items: [{ action: { type: 'message', label: 'a', text } }] } }
  ]
  const isTaken = (count: number, textLength: TextLength) =>
    checkMessages(replies(family.repeat(count)), { rules: { ...UNKNOWN_RULES, textLength } }) === undefined
  t.ok(isTaken(300, 'graphemes'))
  t.notOk(isTaken(301, 'graphemes'))
  t.ok(isTaken(42, 'codePoints'))
  t.notOk(isTaken(43, 'codePoints'), '301 code points, as LINE was seen to refuse')
  t.ok(isTaken(27, 'utf16'))
  t.notOk(isTaken(28, 'utf16'))

  const titled = (count: number, textLength: TextLength) => {
    const template = { type: 'buttons', title: 'a', text: family.repeat(count), actions: [button] }
    const messages = [{ type: 'template', altText: 'a', template }]
    return checkMessages(messages, { rules: { ...UNKNOWN_RULES, textLength } }) === undefined
  }
  const button = { type: 'message', label: 'a', text: 'a' }
  t.ok(titled(60, 'graphemes'))
  t.notOk(titled(9, 'codePoints'), 'the limit beside a title, too')
  t.end()
})

t.test('the width of an imagemap is an option', (t) => {
  const isTaken = (width: number, acceptOtherImagemapWidths: boolean) => {
    const url = 'https://example.com/a'
    const imagemap = {
      type: 'imagemap',
      baseUrl: url,
      altText: 'a',
      baseSize: { width, height: 1 },
      actions: []
    }
    const rules = { ...UNKNOWN_RULES, acceptOtherImagemapWidths }
    return checkMessages([imagemap], { rules }) === undefined
  }
  t.same([isTaken(1_040, false), isTaken(700, false)], [true, false])
  t.same([isTaken(1_040, true), isTaken(700, true), isTaken(0, true)], [true, true, false])
  t.end()
})

t.test('people are mentioned only in groups, and a video is followed only in chats with one user', (t) => {
  const mention = {
    type: 'textV2',
    text: '{a}',
    substitution: { a: { type: 'mention', mentionee: { type: 'all' } } }
  }
  const url = 'https://example.com/a'
  const video = { type: 'video', originalContentUrl: url, previewImageUrl: url, trackingId: 'a' }
  const isTaken = (message: object, recipient?: 'user' | 'group' | 'many') =>
    checkMessages([message], { rules: UNKNOWN_RULES, recipient }) === undefined
  t.same(
    ([undefined, 'group', 'user', 'many'] as const).map((recipient) => isTaken(mention, recipient)),
    [true, true, false, false]
  )
  t.same(
    ([undefined, 'group', 'user', 'many'] as const).map((recipient) => isTaken(video, recipient)),
    [true, false, true, true]
  )
  t.end()
})
