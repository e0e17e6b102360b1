import t from 'tap'
import { content, request, startValidator } from './validator.ts'

const URL = 'https://example.com/a.png'
const text = { type: 'text', text: 'a' }
const box = (...contents: unknown[]) => ({ type: 'box', layout: 'vertical', contents })
const image = { type: 'image', url: URL }
const video = (properties = {}) => ({
  type: 'video',
  url: URL,
  previewUrl: URL,
  altContent: image,
  ...properties
})

const message = (contents?: unknown) => ({ type: 'flex', altText: 'a', contents })
const bubble = (properties = {}) => ({ type: 'bubble', body: box(text), ...properties })
const carousel = (...contents: unknown[]) => message({ type: 'carousel', contents })

t.test('a Flex Message has an alternative text and a container', async (t) => {
  const { takes, refuses } = await startValidator(t)
  await takes({
    'a bubble': message(bubble()),
    'an alternative text of 1,500': { ...message(bubble()), altText: 'x'.repeat(1_500) }
  })
  await refuses({
    'no alternative text': [
      { ...message(bubble()), altText: undefined },
      request(['messages[0].altText', 'May not be empty'])
    ],
    'an alternative text of 1,501': [
      { ...message(bubble()), altText: 'x'.repeat(1_501) },
      request(['messages[0].altText', 'Length must be between 0 and 1500'])
    ],
    'no container': [message(), request(['messages[0].contents', 'May not be empty'])],
    'a text': [message('a'), content(['/', 'invalid property'])],
    'another container': [message({ type: 'list' }), content(['/', 'invalid property'])]
  })
})

t.test('a bubble has blocks', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const style = { backgroundColor: '#00ffff', separator: true, separatorColor: '#000000' }
  await takes({
    'all it can have': message(
      bubble({
        size: 'giga',
        direction: 'rtl',
        header: box(text),
        hero: image,
        footer: box(),
        styles: { header: style, hero: style, body: style, footer: {} },
        action: { type: 'message', text: 'a' }
      })
    ),
    'a box for a hero': message({ type: 'bubble', hero: box() }),
    'every size': carousel(bubble({ size: 'deca' }), bubble({ size: 'deca' }))
  })
  await refuses({
    none: [message({ type: 'bubble' }), content(['/', 'At least one block must be specified'])],
    'a header that is a text': [message(bubble({ header: text })), content(['/header', 'invalid property'])],
    'a body that is a list': [message(bubble({ body: [] })), content(['/body', 'invalid property'])],
    'a hero that is a text': [message(bubble({ hero: text })), content(['/hero', 'invalid property'])],
    'another size': [message(bubble({ size: 'huge' })), content(['/size', 'invalid property'])],
    'another direction': [message(bubble({ direction: 'up' })), content(['/direction', 'invalid property'])],
    'an unknown field': [message(bubble({ colour: 'red' })), content(['/colour', 'unknown field'])],
    'a style with a type': [
      message(bubble({ styles: { type: 'a' } })),
      content(['/styles/type', 'unknown field'])
    ],
    'a style with a color by name': [
      message(bubble({ styles: { body: { backgroundColor: 'red' } } })),
      content(['/styles/body/backgroundColor', 'invalid property'])
    ]
  })
})

t.test('a video is the hero of a large bubble that stands alone', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const hero = (video: unknown, size?: string) => message({ type: 'bubble', size, hero: video })
  const notAllowed = 'embedding videos in messages is not allowed'
  await takes({
    'a video': hero(video()),
    'a video that says box where it cannot play': hero(video({ altContent: box(text) }), 'kilo'),
    'a video with a link': hero(
      video({ aspectRatio: '20:13', action: { type: 'uri', label: 'a', uri: 'tel:1' } }),
      'giga'
    )
  })
  await refuses({
    'no picture': [
      hero(video({ previewUrl: undefined })),
      content(['/hero/previewUrl', 'must be specified'])
    ],
    'nothing instead': [
      hero(video({ altContent: undefined })),
      content(['/hero/altContent', 'must be specified'])
    ],
    'a text instead': [hero(video({ altContent: text })), content(['/hero/altContent', 'invalid property'])],
    'a postback': [
      hero(video({ action: { type: 'postback', data: 'a' } })),
      content(['/hero/action', 'invalid property'])
    ],
    'a small bubble': [hero(video(), 'micro'), content(['/hero', notAllowed])],
    'the smallest bubble': [hero(video(), 'nano'), content(['/hero', notAllowed])],
    'a carousel': [carousel(bubble({ hero: video() })), content(['/contents', notAllowed])]
  })
})

t.test('a carousel has up to twelve bubbles of one size', async (t) => {
  const { takes, refuses } = await startValidator(t)
  await takes({
    one: carousel(bubble()),
    twelve: carousel(...Array(12).fill(bubble())),
    'the usual size, said and not said': carousel(bubble({ size: 'mega' }), bubble())
  })
  await refuses({
    none: [carousel(), content(['/contents', 'must not be less than 1 items'])],
    thirteen: [
      carousel(...Array(13).fill(bubble())),
      content(['/contents', 'must not be more than 12 items'])
    ],
    'two sizes': [
      carousel(bubble({ size: 'nano' }), bubble({ size: 'micro' })),
      content(['/contents/1/size', 'invalid property'])
    ],
    'an empty bubble': [
      carousel(bubble(), { type: 'bubble' }),
      content(['/contents/1', 'At least one block must be specified'])
    ],
    'a carousel': [
      carousel({ type: 'carousel', contents: [bubble()] }),
      content(['/contents/0', 'invalid property'])
    ],
    'what is wrong deep within': [
      carousel(bubble(), bubble({ body: box(text, box(text, { ...text, size: 'huge' })) })),
      content(['/contents/1/body/contents/1/contents/1/size', 'invalid property'])
    ]
  })
})

t.test('a bubble has up to 30 KB of JSON, a carousel 50 KB', async (t) => {
  const { takes, refuses } = await startValidator(t)
  /** A bubble whose compact JSON has so many bytes. */
  const large = (bytes: number) => {
    const empty = JSON.stringify(bubble({ body: box({ type: 'text', text: '' }) })).length
    return bubble({ body: box({ type: 'text', text: 'x'.repeat(bytes - empty) }) })
  }
  const tooLarge = (what: string, kilobytes: number) =>
    `Too large flex message. The maximum size of JSON data that defines a ${what} is ${kilobytes} KB`
  await takes({
    'a bubble of 30 KB': message(large(30 * 1_024)),
    'a carousel of nearly 50 KB': carousel(large(25_000), large(25_000))
  })
  await refuses({
    'a bubble with a byte more': [message(large(30 * 1_024 + 1)), content(['/', tooLarge('bubble', 30)])],
    'a bubble of 15,000 letters of three bytes': [
      message(bubble({ body: box({ type: 'text', text: 'あ'.repeat(15_000) }) })),
      content(['/', tooLarge('bubble', 30)])
    ],
    'a carousel of 51 KB': [carousel(large(26_000), large(26_000)), content(['/', tooLarge('carousel', 50)])],
    'a large bubble in a carousel': [
      carousel(bubble(), large(31 * 1_024)),
      content(['/contents/1', tooLarge('bubble', 30)])
    ]
  })
})
