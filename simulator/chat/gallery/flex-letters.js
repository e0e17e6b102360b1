/** @import { Sample, Unchecked } from '../types.d.ts' */
import { box, bubble, button, flex, image, message, picture, separator, text } from './pictures.js'

const SIZES = ['xxs', 'xs', 'sm', 'md', 'lg', 'xl', 'xxl', '3xl', '4xl', '5xl']

const letters = bubble({
  size: 'giga',
  header: box('vertical', [text('Letters', { weight: 'bold' })]),
  body: box(
    'vertical',
    [
      ...SIZES.map((size) => text(`${size} Ag`, { size })),
      separator({ margin: 'md' }),
      box(
        'horizontal',
        [
          text('bold', { weight: 'bold' }),
          text('italic', { style: 'italic', align: 'center' }),
          text('under', { decoration: 'underline', align: 'center' }),
          text('struck', { decoration: 'line-through', color: '#d7263d', align: 'end' })
        ],
        { margin: 'md' }
      ),
      text('One line alone, cut off with an ellipsis where the bubble ends, as LINE does without wrap', {
        margin: 'md'
      }),
      text(
        'Two lines at most: the rest of this sentence, however long it may be, is cut off at the end of the second line and not shown at all, even in the widest bubble that LINE has.',
        {
          wrap: true,
          maxLines: 2,
          margin: 'md',
          size: 'sm'
        }
      ),
      text('Lines\nwith 12 px\nbetween them', { wrap: true, lineSpacing: '12px', margin: 'md', size: 'sm' }),
      text('Shrunk until it fits into the one line that it has in this bubble, however small', {
        adjustMode: 'shrink-to-fit',
        margin: 'md'
      })
    ],
    { spacing: 'xs' }
  ),
  styles: { header: { backgroundColor: '#fff6da' }, body: { separator: true, separatorColor: '#e0b23a' } }
})

/** @type {(word: string, more?: Unchecked) => Unchecked} */
const tile = (word, more) =>
  box('vertical', [text(word, { size: 'xs', align: 'center', color: '#ffffff' })], {
    backgroundColor: '#3d6fb6',
    cornerRadius: 'sm',
    paddingAll: 'xs',
    width: '44px',
    ...more
  })
/** @type {(justifyContent: string, alignItems: string | undefined) => Unchecked} */
const row = (justifyContent, alignItems) =>
  box('horizontal', [tile('a'), tile('b', { height: '34px' }), tile('c')], {
    justifyContent,
    alignItems,
    backgroundColor: '#eef3fa',
    paddingAll: 'xs',
    margin: 'xs'
  })

const places = bubble({
  body: box('vertical', [
    text('Where things are', { weight: 'bold', size: 'lg' }),
    ...['flex-start', 'center', 'flex-end', 'space-between', 'space-around', 'space-evenly'].flatMap(
      (one, index) => [
        text(one, { size: 'xxs', color: '#888888', margin: 'sm' }),
        row(one, ['flex-start', 'center', 'flex-end'][index % 3])
      ]
    ),
    separator({ margin: 'md' }),
    box(
      'horizontal',
      [
        text('top', { gravity: 'top', size: 'sm' }),
        separator(),
        text('center', { gravity: 'center', size: 'sm', align: 'center' }),
        separator(),
        text('bottom', { gravity: 'bottom', size: 'sm', align: 'end' })
      ],
      { height: '70px', spacing: 'md', margin: 'md' }
    ),
    box(
      'horizontal',
      [
        box('vertical', [text('flex 1', { size: 'xs' })], { flex: 1, backgroundColor: '#fde3df' }),
        box('vertical', [text('flex 2', { size: 'xs' })], { flex: 2, backgroundColor: '#dff3e4' }),
        box('vertical', [text('flex 3', { size: 'xs' })], { flex: 3, backgroundColor: '#dfe9f8' })
      ],
      { margin: 'md', spacing: 'sm' }
    )
  ])
})

const hebrew = bubble({
  direction: 'rtl',
  size: 'kilo',
  header: box('vertical', [text('שלום, עולם', { weight: 'bold', size: 'lg' })]),
  body: box('vertical', [
    box('horizontal', [text('first', { flex: 0 }), text('second', { margin: 'md' })]),
    text('offsetStart 20px', { offsetStart: '20px', size: 'sm', margin: 'md' }),
    box(
      'horizontal',
      [
        image('cup', { size: 'xxs', flex: 0 }),
        text('to the left of the cup', { gravity: 'center', size: 'sm', margin: 'md' })
      ],
      { margin: 'md' }
    )
  ]),
  footer: box(
    'vertical',
    [
      button(message('Primary'), { style: 'primary' }),
      button(message('Secondary'), { style: 'secondary', height: 'sm' }),
      button(message('Link, coloured'), { color: '#d7263d', height: 'sm' }),
      button(message('A label so long that it is made smaller'), {
        style: 'primary',
        color: '#3d6fb6',
        adjustMode: 'shrink-to-fit'
      })
    ],
    { spacing: 'sm' }
  )
})

const pictures = bubble({
  body: box('vertical', [
    box(
      'horizontal',
      ['xxs', 'xs', 'sm'].map((size) => image('shoe', { size, flex: 0 })),
      { spacing: 'md', alignItems: 'flex-end' }
    ),
    box(
      'horizontal',
      [
        image('mountains', {
          aspectMode: 'fit',
          aspectRatio: '1:1',
          size: 'full',
          backgroundColor: '#f0e2c0'
        }),
        image('mountains', { aspectMode: 'cover', aspectRatio: '1:1', size: 'full' })
      ],
      { spacing: 'md', margin: 'md' }
    ),
    image('cup', { size: '30%', align: 'end', margin: 'md' }),
    {
      type: 'image',
      url: 'https://example.com/pictures/far-away.png',
      size: 'full',
      aspectRatio: '3:1',
      margin: 'md'
    }
  ])
})

const BUBBLES = ['nano', 'micro', 'deca', 'hecto', 'kilo', 'mega', 'giga']
const sizes = {
  type: 'carousel',
  contents: BUBBLES.map((size) =>
    bubble({
      size,
      body: box('vertical', [text(size, { weight: 'bold' }), text('A bubble.', { size: 'sm', wrap: true })]),
      action: message(size)
    })
  )
}

const film = bubble({
  size: 'mega',
  hero: {
    type: 'video',
    url: 'https://example.com/film.mp4',
    previewUrl: picture('sea'),
    altContent: image('sea', { size: 'full', aspectRatio: '16:9', aspectMode: 'cover' }),
    aspectRatio: '16:9',
    action: { type: 'uri', label: 'More', uri: 'https://example.com/' }
  },
  body: box('vertical', [
    text('A film of the sea', { weight: 'bold', size: 'lg' }),
    text('A video in a hero shows its poster; it plays in a tab of its own.', {
      wrap: true,
      size: 'sm',
      color: '#666666'
    })
  ]),
  footer: box(
    'horizontal',
    [
      button(message('Like'), { style: 'secondary', height: 'sm' }),
      button(message('Share'), { style: 'primary', height: 'sm' })
    ],
    { spacing: 'md' }
  )
})

/** @type {Sample[]} */
export const FLEX_LETTERS = [
  ['9. A film: video hero', flex('A film', film)],
  ['10. Letters: sizes, weights, wrap, maxLines, lineSpacing, adjustMode', flex('Letters', letters)],
  ['11. Places: justifyContent, alignItems, gravity, flex', flex('Places', places)],
  ['12. From right to left, and every button', flex('Right to left', hebrew)],
  ['13. Pictures: sizes, fit and cover, one from another host', flex('Pictures', pictures)],
  ['14. Every size of a bubble, each pressed as a whole', flex('Sizes', sizes)]
]
