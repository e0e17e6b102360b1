/** @import { Sample, Unchecked } from '../types.d.ts' */
import { box, bubble, button, flex, icon, image, message, separator, text } from './pictures.js'

/** @type {(count: number) => Unchecked} */
const stars = (count) =>
  box(
    'baseline',
    [
      ...[1, 2, 3, 4, 5].map((one) => icon(one <= count ? 'star' : 'star-empty', { size: 'sm' })),
      text(`${count}.0`, { size: 'sm', color: '#999999', margin: 'md', flex: 0 })
    ],
    { margin: 'md' }
  )

/** @type {(name: string, value: string) => Unchecked} */
const fact = (name, value) =>
  box(
    'baseline',
    [
      text(name, { color: '#aaaaaa', size: 'sm', flex: 1 }),
      text(value, { wrap: true, color: '#666666', size: 'sm', flex: 5 })
    ],
    { spacing: 'sm' }
  )

const cafe = bubble({
  hero: image('cafe', {
    size: 'full',
    aspectRatio: '20:13',
    aspectMode: 'cover',
    action: message('The picture')
  }),
  body: box('vertical', [
    text('Window Café', { weight: 'bold', size: 'xl' }),
    stars(4),
    box('vertical', [fact('Place', 'Third window on the left, Taipei'), fact('Time', '10:00 - 23:00')], {
      margin: 'lg',
      spacing: 'sm'
    })
  ]),
  footer: box(
    'vertical',
    [
      button(message('Call'), { height: 'sm' }),
      button({ type: 'uri', label: 'Website', uri: 'https://example.com/' }, { height: 'sm' }),
      box('vertical', [], { margin: 'sm' })
    ],
    { spacing: 'sm', flex: 0 }
  )
})

/** @type {(name: string, price: string, more?: Unchecked) => Unchecked} */
const line = (name, price, more) =>
  box('horizontal', [
    text(name, { size: 'sm', color: '#555555', flex: 0, ...more }),
    text(price, { size: 'sm', color: '#111111', align: 'end', ...more })
  ])

const receipt = bubble({
  body: box('vertical', [
    text('RECEIPT', { weight: 'bold', color: '#1DB446', size: 'sm' }),
    text('Corner Store', { weight: 'bold', size: 'xxl', margin: 'md' }),
    text('5 Market Street, Tokyo', { size: 'xs', color: '#aaaaaa', wrap: true }),
    separator({ margin: 'xxl' }),
    box(
      'vertical',
      [
        line('Energy drink', '¥299'),
        line('Chewing gum', '¥99'),
        line('Bottled water', '¥333'),
        separator({ margin: 'xxl' }),
        box(
          'horizontal',
          [text('ITEMS', { size: 'sm', color: '#555555' }), text('3', { size: 'sm', align: 'end' })],
          {
            margin: 'xxl'
          }
        ),
        line('TOTAL', '¥731', { weight: 'bold', color: '#111111' })
      ],
      { margin: 'xxl', spacing: 'sm' }
    ),
    separator({ margin: 'xxl' }),
    box(
      'horizontal',
      [
        text('PAYMENT ID', { size: 'xs', color: '#aaaaaa', flex: 0 }),
        text('#743289384279', { color: '#aaaaaa', size: 'xs', align: 'end' })
      ],
      { margin: 'md' }
    )
  ]),
  styles: { footer: { separator: true } }
})

/** @type {(name: string, title: string, whole: string, cents: string, isSold?: boolean) => Unchecked} */
const product = (name, title, whole, cents, isSold) =>
  bubble({
    size: 'kilo',
    hero: image(name, { size: 'full', aspectRatio: '20:13', aspectMode: 'cover' }),
    body: box(
      'vertical',
      [
        text(title, { wrap: true, weight: 'bold', size: 'xl' }),
        box('baseline', [
          text(whole, { wrap: true, weight: 'bold', size: 'xl', flex: 0 }),
          text(cents, { wrap: true, weight: 'bold', size: 'sm', flex: 0 })
        ]),
        ...(isSold
          ? [text('Temporarily out of stock', { wrap: true, size: 'xxs', margin: 'md', color: '#ff5551' })]
          : [])
      ],
      { spacing: 'sm' }
    ),
    footer: box(
      'vertical',
      [
        button(message('Add to cart'), { style: 'primary', ...(isSold && { color: '#aaaaaa' }) }),
        button(message('Add to wish list'))
      ],
      { spacing: 'sm' }
    )
  })

const shop = {
  type: 'carousel',
  contents: [
    product('shoe', 'Red shoes that run by themselves', '$49', '.99'),
    product('bag', 'A bag', '$11', '.99', true),
    bubble({
      size: 'kilo',
      body: box('vertical', [button(message('See more'), { flex: 1, gravity: 'center' })], { spacing: 'sm' })
    })
  ]
}

/** @type {(title: string, share: string, done: string, colour: string, back: string) => Unchecked} */
const meter = (title, share, done, colour, back) =>
  bubble({
    size: 'nano',
    header: box(
      'vertical',
      [
        text(title, { color: '#ffffff', align: 'start', size: 'md', gravity: 'center' }),
        text(share, { color: '#ffffff', align: 'start', size: 'xs', gravity: 'center', margin: 'lg' }),
        box(
          'vertical',
          [box('vertical', [{ type: 'filler' }], { width: share, backgroundColor: colour, height: '6px' })],
          { backgroundColor: '#9FD8E36E', height: '6px', margin: 'sm' }
        )
      ],
      { backgroundColor: back, paddingTop: '19px', paddingAll: '12px', paddingBottom: '16px' }
    ),
    body: box(
      'vertical',
      [box('horizontal', [text(done, { color: '#8C8C8C', size: 'sm', wrap: true })], { flex: 1 })],
      { spacing: 'md', paddingAll: '12px' }
    )
  })

const tasks = {
  type: 'carousel',
  contents: [
    meter('In progress', '70%', 'Buy milk and lettuce before class', '#0D8186', '#27ACB2'),
    meter('Pending', '30%', 'Wash my shoes', '#DE5658', '#FF6B6E'),
    meter('Finished', '100%', 'Nothing is left', '#7D51E4', '#A17DF5')
  ]
}

/** @type {Sample[]} */
export const FLEX_CARDS = [
  ['1. A café: hero, baseline with icons, link buttons', flex('A café', cafe)],
  ['2. A receipt: separators, flex 0 next to align end', flex('A receipt', receipt)],
  ['3. A shop: carousel, bubbles of one height', flex('A shop', shop)],
  ['4. Tasks: nano bubbles, heights in pixels, widths in percent', flex('Tasks', tasks)]
]
