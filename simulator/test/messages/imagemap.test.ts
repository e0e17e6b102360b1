import t from 'tap'
import { request, startValidator, wrongType } from './validator.ts'

const URL = 'https://example.com/a'
const area = { x: 0, y: 0, width: 520, height: 1_040 }
const action = { type: 'uri', linkUri: 'https://example.com/', area }
const imagemap = (properties = {}) => ({
  type: 'imagemap',
  baseUrl: URL,
  altText: 'a',
  baseSize: { width: 1_040, height: 1_040 },
  actions: [action],
  ...properties
})
const video = (properties = {}) =>
  imagemap({ video: { originalContentUrl: URL, previewImageUrl: URL, area, ...properties } })

t.test('an imagemap is 1,040 pixels wide and has up to 50 areas inside', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const actions = (...actions: unknown[]) => imagemap({ actions })
  await takes({
    one: imagemap(),
    'every kind of action': actions(
      { ...action, label: 'x'.repeat(100), linkUri: 'tel:0312345678' },
      { type: 'message', text: 'x'.repeat(400), area },
      { type: 'clipboard', clipboardText: 'x'.repeat(1_000), area }
    ),
    'fifty areas': actions(...Array(50).fill(action)),
    'an area up to the corner': actions({ ...action, area: { x: 520, y: 1_000, width: 520, height: 40 } }),
    'an alternative text of 1,500': imagemap({ altText: 'x'.repeat(1_500) })
  })
  const first = 'messages[0].actions[0]'
  const outside = 'Must be inside the image of the baseSize'
  await refuses({
    'no alternative text': [imagemap({ altText: '' }), request(['messages[0].altText', 'May not be empty'])],
    'an alternative text of 1,501': [
      imagemap({ altText: 'x'.repeat(1_501) }),
      request(['messages[0].altText', 'Length must be between 0 and 1500'])
    ],
    'no TLS': [
      imagemap({ baseUrl: 'http://e.com/' }),
      request(['messages[0].baseUrl', 'invalid uri scheme'])
    ],
    'another width': [
      imagemap({ baseSize: { width: 1_000, height: 1_040 } }),
      request(['messages[0].baseSize.width', 'Must be one of the following values: [1040]'])
    ],
    'no height': [
      imagemap({ baseSize: { width: 1_040 } }),
      request(['messages[0].baseSize.height', 'May not be empty'])
    ],
    'a height of nothing': [
      imagemap({ baseSize: { width: 1_040, height: 0 } }),
      request(['messages[0].baseSize.height', 'Must be greater than or equal to 1'])
    ],
    'a size in words': [imagemap({ baseSize: 'large' }), wrongType('messages[0].baseSize')],
    'no actions': [imagemap({ actions: undefined }), request(['messages[0].actions', 'May not be empty'])],
    '51 areas': [
      actions(...Array(51).fill(action)),
      request(['messages[0].actions', 'Size must be between 0 and 50'])
    ],
    'another type of action': [
      actions({ type: 'postback', data: 'a', area }),
      request([`${first}.type`, 'Must be one of the following values: [uri, message, clipboard]'])
    ],
    'an action without an area': [
      actions({ type: 'message', text: 'a' }),
      request([`${first}.area`, 'May not be empty'])
    ],
    'an area left of the image': [
      actions({ ...action, area: { ...area, x: -1 } }),
      request([`${first}.area.x`, 'Must be greater than or equal to 0'])
    ],
    'an area wider than the image': [
      actions({ ...action, area: { ...area, x: 521 } }),
      request([`${first}.area`, outside])
    ],
    'an area below the image': [
      imagemap({ baseSize: { width: 1_040, height: 1_000 } }),
      request([`${first}.area`, outside])
    ],
    'a link that LINE does not open': [
      actions({ ...action, linkUri: 'ftp://example.com/' }),
      request([`${first}.linkUri`, 'invalid uri scheme'])
    ],
    'a link of 1,001': [
      actions({ ...action, linkUri: `https://example.com/${'x'.repeat(981)}` }),
      request([`${first}.linkUri`, 'Length must be between 0 and 1000'])
    ],
    'a text of 401': [
      actions({ type: 'message', text: 'x'.repeat(401), area }),
      request([`${first}.text`, 'Length must be between 0 and 400'])
    ],
    'nothing to copy': [
      actions({ type: 'clipboard', clipboardText: '', area }),
      request([`${first}.clipboardText`, 'May not be empty'])
    ],
    'a label of 101': [
      actions({ ...action, label: 'x'.repeat(101) }),
      request([`${first}.label`, 'Length must be between 0 and 100'])
    ]
  })
})

t.test('an imagemap plays a video, with a link behind it', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const externalLink = { linkUri: 'https://example.com/', label: 'See more' }
  await takes({
    'a video': video(),
    'a video with a link': video({ externalLink }),
    'a label of 30': video({ externalLink: { ...externalLink, label: 'x'.repeat(30) } })
  })
  await refuses({
    'a video without a picture': [
      video({ previewImageUrl: undefined }),
      request(['messages[0].video.previewImageUrl', 'May not be empty'])
    ],
    'a video without an area': [
      video({ area: undefined }),
      request(['messages[0].video.area', 'May not be empty'])
    ],
    'a video outside of the image': [
      video({ area: { ...area, y: 1 } }),
      request(['messages[0].video.area', 'Must be inside the image of the baseSize'])
    ],
    'a link without a label': [
      video({ externalLink: { linkUri: 'https://example.com/' } }),
      request(['messages[0].video.externalLink.label', 'May not be empty'])
    ],
    'a label of 31': [
      video({ externalLink: { ...externalLink, label: 'x'.repeat(31) } }),
      request(['messages[0].video.externalLink.label', 'Length must be between 0 and 30'])
    ]
  })
})
