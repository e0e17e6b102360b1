/** @import { Sample, Unchecked } from '../types.d.ts' */
import { box, bubble, button, flex, image, message, separator, text } from './pictures.js'

const ticket = bubble({
  size: 'mega',
  body: box(
    'vertical',
    [
      image('mountains', { size: 'full', aspectMode: 'cover', aspectRatio: '2:3', gravity: 'top' }),
      box(
        'vertical',
        [
          text('A weekend in the mountains', { size: 'xl', color: '#ffffff', weight: 'bold', wrap: true }),
          box(
            'baseline',
            [
              text('¥35,800', { color: '#ebebeb', size: 'sm', flex: 0 }),
              text('¥75,000', {
                color: '#ffffffcc',
                decoration: 'line-through',
                gravity: 'bottom',
                flex: 0,
                size: 'sm'
              })
            ],
            { spacing: 'lg' }
          ),
          box(
            'vertical',
            [text('Add to calendar', { color: '#ffffff', align: 'center', offsetTop: '-2px' })],
            {
              borderWidth: '1px',
              cornerRadius: '4px',
              spacing: 'sm',
              borderColor: '#ffffff',
              margin: 'xxl',
              height: '40px',
              justifyContent: 'center',
              action: message('Add to calendar')
            }
          )
        ],
        {
          position: 'absolute',
          offsetBottom: '0px',
          offsetStart: '0px',
          offsetEnd: '0px',
          backgroundColor: '#03303Acc',
          paddingAll: '20px',
          paddingTop: '18px'
        }
      ),
      box('vertical', [text('SALE', { color: '#ffffff', align: 'center', size: 'xs', offsetTop: '3px' })], {
        position: 'absolute',
        cornerRadius: '20px',
        offsetTop: '18px',
        offsetStart: '18px',
        backgroundColor: '#ff334b',
        height: '25px',
        width: '53px'
      })
    ],
    { paddingAll: '0px' }
  )
})

const profile = bubble({
  body: box(
    'horizontal',
    [
      box('vertical', [image('face', { size: '72px', aspectMode: 'cover' })], {
        cornerRadius: '100px',
        width: '72px',
        height: '72px'
      }),
      box(
        'vertical',
        [
          {
            type: 'text',
            wrap: true,
            size: 'sm',
            contents: [
              { type: 'span', text: 'Bear of the North', weight: 'bold', color: '#000000' },
              { type: 'span', text: '  ' },
              { type: 'span', text: 'likes honey, and ' },
              { type: 'span', text: 'red', color: '#d7263d', decoration: 'underline' },
              { type: 'span', text: ' berries', style: 'italic', size: 'lg' }
            ]
          },
          box('baseline', [text('1,140,753 likes', { size: 'xs', color: '#bcbcbc' })], { margin: 'md' })
        ],
        { justifyContent: 'center' }
      )
    ],
    { spacing: 'xl', paddingAll: '20px' }
  )
})

/** @type {(time: string, sign: string, degrees: string) => Unchecked} */
const hour = (time, sign, degrees) =>
  box(
    'vertical',
    [
      text(time, { size: 'xs', color: '#ffffffcc', align: 'center' }),
      text(sign, { size: 'xl', align: 'center', color: '#ffe27a' }),
      text(degrees, { size: 'sm', color: '#ffffff', align: 'center' })
    ],
    { flex: 0, spacing: 'xs' }
  )

const weather = bubble({
  size: 'giga',
  body: box(
    'vertical',
    [
      text('Taipei', { color: '#ffffff', size: 'lg', weight: 'bold' }),
      box('baseline', [
        text('27°', { color: '#ffffff', size: '5xl', flex: 0 }),
        text('light wind', { color: '#ffffffcc', margin: 'lg' })
      ]),
      separator({ color: '#ffffff55', margin: 'lg' }),
      box(
        'horizontal',
        [
          hour('10', '☀', '27°'),
          hour('13', '☀', '30°'),
          hour('16', '☁', '28°'),
          hour('19', '☁', '25°'),
          hour('22', '☾', '23°')
        ],
        { justifyContent: 'space-between', margin: 'lg' }
      )
    ],
    {
      background: {
        type: 'linearGradient',
        angle: '160deg',
        startColor: '#1b4f9c',
        centerColor: '#4b86d9',
        centerPosition: '60%',
        endColor: '#f0a37a'
      }
    }
  )
})

/** @type {(colour: string) => Unchecked} */
const dot = (colour) =>
  box(
    'vertical',
    [
      { type: 'filler' },
      box('vertical', [], {
        cornerRadius: '30px',
        height: '12px',
        width: '12px',
        borderColor: colour,
        borderWidth: '2px'
      }),
      { type: 'filler' }
    ],
    { flex: 0 }
  )
/** @type {(time: string, colour: string, name: string) => Unchecked} */
const stop = (time, colour, name) =>
  box(
    'horizontal',
    [
      text(time, { size: 'sm', gravity: 'center' }),
      dot(colour),
      text(name, { gravity: 'center', flex: 4, size: 'sm' })
    ],
    { spacing: 'lg', cornerRadius: '30px' }
  )
/** @type {(words: string, colour: string) => Unchecked} */
const ride = (words, colour) =>
  box(
    'horizontal',
    [
      box('baseline', [text(words, { size: 'xs', color: '#8c8c8c' })], { flex: 1 }),
      box(
        'vertical',
        [
          box(
            'horizontal',
            [
              { type: 'filler' },
              box('vertical', [], { width: '2px', backgroundColor: colour }),
              { type: 'filler' }
            ],
            { flex: 1 }
          )
        ],
        { width: '12px' }
      ),
      text('', { gravity: 'center', flex: 4, size: 'xs', color: '#8c8c8c' })
    ],
    { spacing: 'lg', height: '48px' }
  )
const way = bubble({
  header: box(
    'vertical',
    [
      text('FROM', { color: '#ffffff88', size: 'sm' }),
      text('Akihabara', { color: '#ffffff', size: 'xl', flex: 4, weight: 'bold' }),
      text('TO', { color: '#ffffff88', size: 'sm', margin: 'md' }),
      text('Shinjuku', { color: '#ffffff', size: 'xl', flex: 4, weight: 'bold' })
    ],
    { paddingAll: '20px', backgroundColor: '#0367D3', spacing: 'none', paddingTop: '22px' }
  ),
  body: box('vertical', [
    text('Total: 1 hour', { color: '#b7b7b7', size: 'xs' }),
    box(
      'vertical',
      [
        stop('20:30', '#EF454D', 'Akihabara'),
        ride('Walk 4 min', '#B7B7B7'),
        stop('20:34', '#6486E3', 'Ochanomizu'),
        ride('Metro 1 h', '#6486E3'),
        stop('21:34', '#6486E3', 'Shinjuku')
      ],
      { margin: 'xl' }
    )
  ])
})

const layers = bubble({
  body: box('vertical', [
    text('A margin above the first', { margin: 'xl', weight: 'bold', contents: [] }),
    button(message('Under a box'), { style: 'primary', margin: 'md' }),
    box('vertical', [text('on top', { color: '#ffffff', align: 'center' })], {
      position: 'absolute',
      offsetTop: '84px',
      offsetEnd: '10px',
      width: '110px',
      paddingAll: 'xs',
      backgroundColor: '#d7263dcc',
      cornerRadius: 'md'
    }),
    box(
      'vertical',
      [
        text('An action'),
        box('vertical', [text('and another in it')], {
          action: message('Inner'),
          backgroundColor: '#c9dcf5',
          paddingAll: 'md'
        })
      ],
      { action: message('Outer'), backgroundColor: '#eef3fa', paddingAll: 'md', margin: 'md' }
    ),
    box('vertical', [image('sea', { size: '60%', aspectRatio: '3:1', aspectMode: 'cover' })], {
      alignItems: 'flex-end',
      margin: 'md'
    }),
    box('horizontal', [image('sea', { size: 'full', aspectMode: 'cover' })], {
      height: '60px',
      margin: 'md'
    }),
    {
      type: 'text',
      wrap: true,
      lineSpacing: '6px',
      margin: 'md',
      contents: [
        { type: 'span', text: 'Large ', size: 'xxl', weight: 'bold' },
        { type: 'span', text: 'letters and small ones, with 6 px between the lines' }
      ]
    }
  ])
})

/** @type {Sample[]} */
export const FLEX_LAYOUTS = [
  ['5. A journey: position absolute, offsets, border, a box to press', flex('A journey', ticket)],
  ['6. A profile: round picture, spans', flex('A profile', profile)],
  ['7. The weather: giga, gradient, space-between', flex('The weather', weather)],
  ['8. A way: dots and lines of boxes', flex('A way', way)],
  ['8b. Layers: what is later is on top, of nested actions the inner one', flex('Layers', layers)]
]
