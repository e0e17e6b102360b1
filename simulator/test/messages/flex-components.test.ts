import t from 'tap'
import { action, at, box, button, inBox, position, text, URL } from './flex-samples.ts'
import { content, startValidator } from './validator.ts'

t.test('a button has an action with a label', async (t) => {
  const { takes, refuses } = await startValidator(t)
  await takes({
    one: inBox(button),
    'all it can have': inBox({
      ...button,
      ...position,
      flex: 2,
      margin: 'md',
      height: 'sm',
      style: 'primary',
      color: '#0000ff',
      gravity: 'center',
      adjustMode: 'shrink-to-fit',
      scaling: true
    })
  })
  await refuses({
    'no action': [inBox({ type: 'button' }), at('/action', 'must be specified')],
    'no label': [inBox({ type: 'button', action }), at('/action/label', '`label` must be specified')],
    'a label of 41': [
      inBox({ type: 'button', action: { ...action, label: 'x'.repeat(41) } }),
      at('/action/label')
    ],
    'a camera': [inBox({ type: 'button', action: { type: 'camera', label: 'a' } }), at('/action')],
    'a field that the action does not know': [
      inBox({ type: 'button', action: { ...button.action, colour: 'red' } }),
      at('/action/colour', 'unknown field')
    ],
    'another height': [inBox({ ...button, height: 'lg' }), at('/height')],
    'another style': [inBox({ ...button, style: 'danger' }), at('/style')],
    'scaling in words': [inBox({ ...button, scaling: 'true' }), at('/scaling')],
    'an address that is none': [
      inBox({ type: 'button', action: { type: 'uri', label: 'a', uri: 'example.com' } }),
      content(
        ['/body/contents/0/action/uri', 'invalid uri'],
        ['/body/contents/0/action/uri', 'invalid uri scheme']
      )
    ]
  })
})

t.test('a text has a text or spans', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const letters = { size: '5xl', color: '#0000ff', weight: 'bold', style: 'italic', decoration: 'underline' }
  const span = { type: 'span', text: 'a', ...letters, size: '12.5px' }
  await takes({
    'all it can have': inBox({
      ...text,
      ...position,
      ...letters,
      align: 'end',
      gravity: 'bottom',
      wrap: true,
      lineSpacing: '20px',
      maxLines: 0,
      margin: 'xl',
      flex: 3,
      adjustMode: 'shrink-to-fit',
      scaling: false,
      action
    }),
    spans: inBox({ type: 'text', contents: [span, { type: 'span' }] }),
    'spans beside a text that is ignored': inBox({ type: 'text', text: '', contents: [span] })
  })
  await refuses({
    neither: [inBox({ type: 'text' }), at('/text', '`text` or `contents` must be specified')],
    'no spans and no text': [
      inBox({ type: 'text', contents: [] }),
      at('/text', '`text` or `contents` must be specified')
    ],
    'an empty text': [inBox({ type: 'text', text: '' }), at('/text', 'must be non-empty text')],
    'an empty span': [
      inBox({ type: 'text', contents: [{ type: 'span', text: '' }] }),
      at('/contents/0/text', 'must be non-empty text')
    ],
    'a text among the spans': [inBox({ type: 'text', contents: [text] }), at('/contents/0')],
    'a number': [inBox({ type: 'text', text: 1 }), at('/text')],
    'another size': [inBox({ ...text, size: 'huge' }), at('/size')],
    'the size of an image': [inBox({ ...text, size: 'full' }), at('/size')],
    'a share for a size': [inBox({ ...text, size: '50%' }), at('/size', 'invalid unit')],
    'another weight': [inBox({ ...text, weight: '700' }), at('/weight')],
    'another decoration': [inBox({ ...text, decoration: 'blink' }), at('/decoration')],
    'lines without number': [
      inBox({ ...text, maxLines: -1 }),
      at('/maxLines', 'must be greater than or equal to 0')
    ],
    'a line spacing by keyword': [inBox({ ...text, lineSpacing: 'md' }), at('/lineSpacing')],
    'what only a box has': [
      inBox({ ...text, backgroundColor: '#000000' }),
      at('/backgroundColor', 'unknown field')
    ]
  })
})

t.test('images and icons have addresses with TLS and shapes', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const image = (properties = {}) => inBox({ type: 'image', url: URL, ...properties })
  const icon = (properties = {}) =>
    box({ layout: 'baseline', contents: [{ type: 'icon', url: URL, ...properties }] })
  await takes({
    'an image with all it can have': image({
      ...position,
      flex: 1,
      margin: 'md',
      align: 'start',
      gravity: 'top',
      size: 'full',
      aspectRatio: '1.91:1',
      aspectMode: 'fit',
      backgroundColor: '#ffffff',
      action,
      animated: true
    }),
    'an image of half the width': image({ size: '50%' }),
    'an image three times as high as wide': image({ aspectRatio: '1:3' }),
    'an image on the own machine': image({ url: 'http://localhost:8000/a.png' }),
    'an icon with all it can have': icon({
      ...position,
      margin: 'md',
      size: '20px',
      aspectRatio: '2:1',
      scaling: true
    })
  })
  await refuses({
    'no address': [image({ url: undefined }), at('/url', 'must be specified')],
    'no TLS': [image({ url: 'http://example.com/a.png' }), at('/url', 'invalid uri scheme')],
    'a width in words': [image({ size: 'huge' }), at('/size')],
    'a negative width': [image({ size: '-10%' }), at('/size', 'lower limit exceeded')],
    'an image more than three times as high as wide': [
      image({ aspectRatio: '1:3.1' }),
      at('/aspectRatio', 'aspect ratio must be in the range (0 < (h/w) <= 3)')
    ],
    'a shape in words': [image({ aspectRatio: 'square' }), at('/aspectRatio')],
    'a side of nothing': [image({ aspectRatio: '1:0' }), at('/aspectRatio')],
    'a side of 100,001': [image({ aspectRatio: '100001:100000' }), at('/aspectRatio')],
    'the mode of a template': [image({ aspectMode: 'contain' }), at('/aspectMode')],
    'an icon in shares': [icon({ size: '50%' }), at('/size', 'invalid unit')],
    'an icon with an action': [icon({ action }), at('/action', 'unknown field')]
  })
  const moving = { type: 'image', url: URL, animated: true }
  await takes({ 'ten images that move': inBox(...Array(10).fill(moving)) })
  await refuses({
    'eleven images that move': [
      inBox(...Array(11).fill(moving)),
      content(['/body/contents/10/animated', 'must not be more than 10 items'])
    ]
  })
})
