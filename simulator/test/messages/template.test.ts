import t from 'tap'
import { content, request, startValidator, wrongType } from './validator.ts'

const URL = 'https://example.com/a.png'
const action = { type: 'message', label: 'm', text: 't' }
const template = (template: unknown) => ({ type: 'template', altText: 'a', template })
const buttons = (properties = {}) =>
  template({ type: 'buttons', text: 't', actions: [action], ...properties })
const FAMILY = '👨‍👩‍👧‍👦'

t.test('a template has an alternative text and a type that LINE knows', async (t) => {
  const { takes, refuses } = await startValidator(t)
  await takes({
    one: buttons(),
    'an alternative text of 1,500': { ...buttons(), altText: 'x'.repeat(1_500) }
  })
  await refuses({
    'no alternative text': [
      { ...buttons(), altText: undefined },
      request(['messages[0].altText', 'May not be empty'])
    ],
    'an alternative text of 1,501': [
      { ...buttons(), altText: 'x'.repeat(1_501) },
      request(['messages[0].altText', 'Length must be between 0 and 1500'])
    ],
    'no template': [template(undefined), request(['messages[0].template', 'May not be empty'])],
    'a text': [template('buttons'), wrongType('messages[0].template')],
    'another type': [
      template({ type: 'list' }),
      content([
        'template/type',
        'must be one of the following values: [buttons, confirm, carousel, image_carousel]'
      ])
    ],
    'no type': [template({}), content(['template/type', 'must be specified'])]
  })
})

t.test('a buttons template has a text and one to four actions', async (t) => {
  const { takes, refuses } = await startValidator(t)
  await takes({
    'everything it can have': buttons({
      thumbnailImageUrl: URL,
      imageAspectRatio: 'square',
      imageSize: 'contain',
      imageBackgroundColor: '#00fFaA',
      title: 'x'.repeat(40),
      text: 'x'.repeat(60),
      defaultAction: action,
      actions: Array(4).fill(action)
    }),
    'a text of 160': buttons({ text: 'x'.repeat(160) }),
    'a text of 160 families, each one character': buttons({ text: FAMILY.repeat(160) }),
    'a property that LINE does not know': buttons({ colour: 'red' })
  })
  await refuses({
    'no text': [buttons({ text: undefined }), content(['template/text', 'must be specified'])],
    'an empty text': [buttons({ text: '' }), content(['template/text', 'must be non-empty text'])],
    'a text of 161': [
      buttons({ text: 'x'.repeat(161) }),
      content(['template/text', 'must not be longer than 160 characters'])
    ],
    'a text of 61 under a title': [
      buttons({ title: 'a', text: 'x'.repeat(61) }),
      content(['template/text', 'must not be longer than 60 characters'])
    ],
    'a text of 61 under a picture': [
      buttons({ thumbnailImageUrl: URL, text: 'x'.repeat(61) }),
      content(['template/text', 'must not be longer than 60 characters'])
    ],
    'a title of 41': [
      buttons({ title: 'x'.repeat(41) }),
      content(['template/title', 'must not be longer than 40 characters'])
    ],
    'a picture without TLS': [
      buttons({ thumbnailImageUrl: 'http://example.com/a.png' }),
      content(['template/thumbnailImageUrl', 'invalid uri scheme'])
    ],
    'a picture at 2,001 characters': [
      buttons({ thumbnailImageUrl: `${URL}?${'x'.repeat(1_976)}` }),
      content(['template/thumbnailImageUrl', 'size must be between 0 and 2000'])
    ],
    'another shape of picture': [
      buttons({ imageAspectRatio: 'round' }),
      content(['template/imageAspectRatio', 'must be one of the following values: [rectangle, square]'])
    ],
    'another size of picture': [
      buttons({ imageSize: 'large' }),
      content(['template/imageSize', 'must be one of the following values: [cover, contain]'])
    ],
    'a color by name': [
      buttons({ imageBackgroundColor: 'red' }),
      content(['template/imageBackgroundColor', 'invalid property'])
    ],
    'a color of three digits': [
      buttons({ imageBackgroundColor: '#fff' }),
      content(['template/imageBackgroundColor', 'invalid property'])
    ],
    'no actions': [buttons({ actions: undefined }), content(['template/actions', 'must be specified'])],
    'an empty list of actions': [
      buttons({ actions: [] }),
      content(['template/actions', 'must not be less than 1 items'])
    ],
    'five actions': [
      buttons({ actions: Array(5).fill(action) }),
      content(['template/actions', 'must not be more than 4 items'])
    ],
    'a default action without its text': [
      buttons({ defaultAction: { type: 'message', label: 'm' } }),
      content(['template/defaultAction/text', 'must be specified'])
    ],
    'a number for a title': [buttons({ title: 1 }), wrongType('messages[0].template.title')]
  })
})

t.test('a confirm template has two actions', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const confirm = (properties = {}) =>
    template({ type: 'confirm', text: 't', actions: [action, action], ...properties })
  await takes({ one: confirm(), 'a text of 240': confirm({ text: 'x'.repeat(240) }) })
  await refuses({
    'a text of 241': [
      confirm({ text: 'x'.repeat(241) }),
      content(['template/text', 'must not be longer than 240 characters'])
    ],
    'one action': [
      confirm({ actions: [action] }),
      content(['template/actions', 'must not be less than 2 items'])
    ],
    'three actions': [
      confirm({ actions: [action, action, action] }),
      content(['template/actions', 'must not be more than 2 items'])
    ]
  })
})

t.test('the columns of a carousel are alike', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const carousel = (...columns: unknown[]) => template({ type: 'carousel', columns })
  const column = (properties = {}) => ({ text: 't', actions: [action], ...properties })
  const full = column({
    title: 'a',
    thumbnailImageUrl: URL,
    imageBackgroundColor: '#FFFFFF',
    defaultAction: action,
    actions: [action, action, action]
  })
  await takes({
    one: carousel(column()),
    ten: carousel(...Array(10).fill(full)),
    'a text of 120': carousel(column({ text: 'x'.repeat(120) })),
    'null for what a column does not have': carousel(column({ title: null }), column())
  })
  const unlike = content(['template/columns', 'inconsistent use of title, image and the number of actions'])
  await refuses({
    none: [carousel(), content(['template/columns', 'must not be less than 1 items'])],
    eleven: [
      carousel(...Array(11).fill(column())),
      content(['template/columns', 'must not be more than 10 items'])
    ],
    'a column without text': [
      carousel(column({ text: undefined })),
      content(['template/columns/0/text', 'must be specified'])
    ],
    'a text of 121': [
      carousel(column(), column({ text: 'x'.repeat(121) })),
      content(['template/columns/1/text', 'must not be longer than 120 characters'])
    ],
    'a text of 61 under a title': [
      carousel(column({ title: 'a', text: 'x'.repeat(61) })),
      content(['template/columns/0/text', 'must not be longer than 60 characters'])
    ],
    'four actions': [
      carousel(column({ actions: Array(4).fill(action) })),
      content(['template/columns/0/actions', 'must not be more than 3 items'])
    ],
    'one action here, two there': [carousel(column(), column({ actions: [action, action] })), unlike],
    'a title here, none there': [carousel(column({ title: 'a' }), column()), unlike],
    'a picture there, none here': [carousel(column(), column({ thumbnailImageUrl: URL })), unlike]
  })
})

t.test('an image carousel has pictures, and labels of 12 if any', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const carousel = (...columns: unknown[]) => template({ type: 'image_carousel', columns })
  const column = (properties = {}) => ({ imageUrl: URL, action, ...properties })
  await takes({
    ten: carousel(...Array(10).fill(column())),
    'an action without label': carousel(column({ action: { type: 'message', text: 't' } })),
    'a label of 12': carousel(column({ action: { ...action, label: 'x'.repeat(12) } }))
  })
  await refuses({
    eleven: [
      carousel(...Array(11).fill(column())),
      content(['template/columns', 'must not be more than 10 items'])
    ],
    'no picture': [
      carousel(column({ imageUrl: undefined })),
      content(['template/columns/0/imageUrl', 'must be specified'])
    ],
    'no action': [
      carousel(column({ action: undefined })),
      content(['template/columns/0/action', 'must be specified'])
    ],
    'a label of 13': [
      carousel(column({ action: { ...action, label: 'x'.repeat(13) } })),
      content(['template/columns/0/action/label', 'must not be longer than 12 characters'])
    ]
  })
})
