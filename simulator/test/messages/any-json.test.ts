import fc from 'fast-check'
import t from 'tap'
import { ENUMS } from '../../src/openapi/enums.ts'
import { startLine } from '../support/line.ts'

const TYPES = ENUMS.Message.type
const NAMES = [
  ...[
    'text',
    'emojis',
    'substitution',
    'altText',
    'template',
    'contents',
    'quickReply',
    'sender',
    'items',
    'action'
  ],
  ...[
    'actions',
    'columns',
    'baseSize',
    'area',
    'video',
    'body',
    'hero',
    'layout',
    'background',
    'label',
    'data',
    'uri'
  ],
  ...[
    'mode',
    'min',
    'max',
    'initial',
    'originalContentUrl',
    'duration',
    'title',
    '__proto__',
    'constructor',
    'toString'
  ]
]
const WORDS = [
  ...TYPES,
  ...[
    'bubble',
    'carousel',
    'box',
    'button',
    'span',
    'icon',
    'buttons',
    'confirm',
    'image_carousel',
    'vertical'
  ],
  ...[
    'postback',
    'message',
    'datetimepicker',
    'date',
    'mention',
    'emoji',
    '{a}',
    '$',
    '10px',
    '#000000',
    '2017-02-30'
  ],
  ...['https://example.com/', 'line://', '1:1', '\0', '\ud83d']
]

/** JSON that often looks like a part of a message. */
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.constantFrom(...WORDS), fc.jsonValue({ maxDepth: 2 })),
    fc.array(tie('json'), { maxLength: 4 }),
    fc
      .dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), tie('json'), { maxKeys: 6 })
      .chain((object) => fc.constantFrom(...WORDS).map((type) => ({ ...object, type })))
  )
}))
const message = fc.oneof(
  json,
  fc
    .tuple(fc.constantFrom(...TYPES), fc.dictionary(fc.constantFrom(...NAMES), json, { maxKeys: 8 }))
    .map(([type, rest]) => ({
      ...rest,
      type
    }))
)

t.test('any JSON for a message is taken or refused', async (t) => {
  const { url } = await startLine(t)
  const ask = async (body: string) => {
    const response = await fetch(`${url}/v2/bot/message/validate/reply`, {
      method: 'POST',
      headers: { authorization: 'Bearer access-token', 'content-type': 'application/json' },
      body
    })
    return { status: response.status, answer: await response.text() }
  }
  const isSound = ({ status, answer }: { status: number; answer: string }) =>
    status === 200 ? answer === '{}' : status === 400 && typeof JSON.parse(answer).message === 'string'

  await t.test(
    'of any form, and the gallery reports errors when LINE does, beginning with the same one',
    async (t) => {
      await fc.assert(
        fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 3 }), async (messages) => {
          const { status, answer } = await ask(JSON.stringify({ messages }))
          if (!isSound({ status, answer })) return false
          const validated = await fetch(`${url}/simulator/validate`, {
            method: 'POST',
            body: JSON.stringify(messages)
          })
          const { problems } = (await validated.json()) as {
            problems: { message: string; property: string }[]
          }
          const [first] = problems.map(({ message, property }) => ({ message, property }))
          if (status === 200) return first === undefined
          const [detail] = JSON.parse(answer).details
          return detail.message === first?.message && detail.property === first?.property
        }),
        { numRuns: 1_500 }
      )
      t.pass('1,500 bodies')
    }
  )

  await t.test('nested as deep as 2 MB can be', async (t) => {
    const nested = (open: string, close: string, depth: number) =>
      `${open.repeat(depth)}1${close.repeat(depth)}`
    const box = '{"type":"box","layout":"vertical","contents":['
    for (const depth of [10, 90, 150, 400, 900, 5_000, 40_000]) {
      const deep = [
        nested('[', ']', depth),
        nested('{"a":', '}', depth),
        `{"type":"text","text":"a","sender":${nested('{"sender":', '}', depth)}}`,
        `{"type":"flex","altText":"a","contents":{"type":"bubble","body":${box.repeat(depth)}${']}'.repeat(depth)}}}`
      ]
      for (const body of deep)
        t.ok(isSound(await ask(`{"messages":[${body}]}`)), `${depth} levels: ${body.slice(0, 40)}`)
    }
  })

  await t.test('long lists do not make long answers', async (t) => {
    const many = Array(200_000).fill({})
    for (const message of [
      { type: 'text', text: 'a', emojis: many },
      { type: 'text', text: 'a', quickReply: { items: many } },
      { type: 'template', altText: 'a', template: { type: 'carousel', columns: many } },
      { type: 'imagemap', baseUrl: 'a', actions: many },
      { type: 'flex', altText: 'a', contents: { type: 'carousel', contents: many } }
    ]) {
      const { status, answer } = await ask(JSON.stringify({ messages: [message] }))
      t.equal(status, 400)
      t.ok(answer.length < 2_000, `${message.type}: ${answer.length} characters`)
    }
  })
})
