import t from 'tap'
import { action, at, box, button, inBox, message, position, text, URL } from './flex-samples.ts'
import { content, startValidator } from './validator.ts'

const atBox = (property: string, message = 'invalid property') => content([`/body${property}`, message])

t.test('a box has a layout, and the components that its layout can hold', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const baseline = (...contents: unknown[]) => box({ layout: 'baseline', contents })
  await takes({
    nothing: box(),
    'all that a box holds': inBox(
      { type: 'box', layout: 'horizontal', contents: [text] },
      button,
      { type: 'image', url: URL },
      text,
      { type: 'separator', margin: 'md', color: '#000000' },
      { type: 'filler', flex: 1 }
    ),
    'all that a baseline box holds': baseline({ type: 'icon', url: URL }, text, { type: 'filler' })
  })
  await refuses({
    'no layout': [box({ layout: undefined }), atBox('/layout', 'must be specified')],
    'another layout': [box({ layout: 'diagonal' }), atBox('/layout')],
    'no contents': [box({ contents: undefined }), atBox('/contents', 'must be specified')],
    'a text for its contents': [box({ contents: 'a' }), atBox('/contents')],
    'a text for a component': [inBox('a'), at('')],
    'no type': [inBox({}), at('')],
    'a component without a type, the third of a footer': [
      message({
        type: 'bubble',
        footer: { type: 'box', layout: 'vertical', contents: [text, text, { text: 'a' }] }
      }),
      content(['/footer/contents/2', 'invalid property'])
    ],
    'an unknown component': [inBox({ type: 'table' }), at('')],
    'a spacer, which LINE took out': [inBox({ type: 'spacer' }), at('')],
    'an icon in a vertical box': [inBox({ type: 'icon', url: URL }), at('')],
    'a span': [inBox({ type: 'span', text: 'a' }), at('')],
    'a video': [
      inBox({ type: 'video', url: URL, previewUrl: URL, altContent: { type: 'image', url: URL } }),
      at('')
    ],
    'a box in a baseline box': [baseline({ type: 'box', layout: 'vertical', contents: [] }), at('')],
    'a button in a baseline box': [baseline(button), at('')]
  })
})

t.test('a box has sizes, paddings, borders and colors', async (t) => {
  const { takes, refuses } = await startValidator(t)
  await takes({
    'all of them': box({
      ...position,
      width: '50%',
      maxWidth: '23.5px',
      height: '0px',
      maxHeight: '100%',
      flex: 0,
      spacing: 'none',
      margin: '12.5px',
      paddingAll: '10%',
      paddingTop: 'xs',
      paddingBottom: '1px',
      paddingStart: 'xxl',
      paddingEnd: '0%',
      borderWidth: 'semi-bold',
      borderColor: '#aAbBcC',
      cornerRadius: 'xl',
      backgroundColor: '#00000080',
      justifyContent: 'space-evenly',
      alignItems: 'flex-end',
      action,
      background: {
        type: 'linearGradient',
        angle: '359.9deg',
        startColor: '#FFFF00',
        endColor: '#0080ff00',
        centerColor: '#000000',
        centerPosition: '10%'
      }
    })
  })
  const gradient = { type: 'linearGradient', angle: '90deg', startColor: '#FFFF00', endColor: '#0080ff' }
  const background = (properties: object) => box({ background: { ...gradient, ...properties } })
  await refuses({
    'an unknown field': [box({ colour: '#000000' }), atBox('/colour', 'unknown field')],
    'a width by keyword': [box({ width: 'md' }), atBox('/width')],
    'a width without unit': [box({ width: '50' }), atBox('/width')],
    'a width as a number': [box({ width: 50 }), atBox('/width')],
    'a width in another unit': [box({ width: '5em' }), atBox('/width')],
    'a negative width': [box({ width: '-1px' }), atBox('/width', 'lower limit exceeded')],
    'a share for a margin': [box({ margin: '10%' }), atBox('/margin', 'invalid unit')],
    'a share for a spacing': [box({ spacing: '10%' }), atBox('/spacing', 'invalid unit')],
    'a negative padding': [box({ paddingAll: '-1px' }), atBox('/paddingAll', 'lower limit exceeded')],
    'another keyword': [box({ paddingTop: '3xl' }), atBox('/paddingTop')],
    'an offset in words': [box({ offsetTop: 'high' }), atBox('/offsetTop')],
    'another border': [box({ borderWidth: 'thin' }), atBox('/borderWidth')],
    'a color by name': [box({ backgroundColor: 'red' }), atBox('/backgroundColor')],
    'a color of three digits': [box({ borderColor: '#444' }), atBox('/borderColor')],
    'a negative flex': [box({ flex: -1 }), atBox('/flex', 'must be greater than or equal to 0')],
    'half a flex': [box({ flex: 0.5 }), atBox('/flex')],
    'flex as a text': [box({ flex: '1' }), atBox('/flex')],
    'another alignment': [box({ alignItems: 'stretch' }), atBox('/alignItems')],
    'another position': [box({ position: 'fixed' }), atBox('/position')],
    'another background': [box({ background: { type: 'image' } }), atBox('/background')],
    'a gradient without colors': [
      background({ startColor: undefined, endColor: undefined }),
      content(
        ['/body/background/startColor', 'must be specified'],
        ['/body/background/endColor', 'must be specified']
      )
    ],
    'a full turn': [background({ angle: '360deg' }), atBox('/background/angle', 'upper limit exceeded')],
    'an angle without unit': [background({ angle: '90' }), atBox('/background/angle')],
    'a center beyond the end': [
      background({ centerPosition: '101%' }),
      atBox('/background/centerPosition', 'upper limit exceeded')
    ],
    'a center in pixels': [
      background({ centerPosition: '10px' }),
      atBox('/background/centerPosition', 'invalid unit')
    ]
  })
})
