/** @import { Sample, Unchecked } from '../types.d.ts' */
import { message, picture } from './pictures.js'

/** @type {(label: string) => Unchecked} */
const uri = (label) => ({ type: 'uri', label, uri: 'https://example.com/' })
/** @type {(label: string, data?: string) => Unchecked} */
const postback = (label, data = 'action=buy') => ({ type: 'postback', label, data, displayText: label })

/** Every message type of LINE's reference. @type {Sample[]} */
export const MESSAGES = [
  [
    'Text',
    { type: 'text', text: 'Hello, 世界!\nสวัสดี — two lines, and a longer one that breaks where it must.' }
  ],
  [
    'Text with an address',
    { type: 'text', text: 'The reference: https://developers.line.biz/en/reference/.' }
  ],
  ['Text from right to left', { type: 'text', text: 'مرحبا بالعالم!' }],
  [
    'Text with LINE emoji',
    {
      type: 'text',
      text: '$ LINE emoji $',
      emojis: [
        { index: 0, productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' },
        { index: 13, productId: '5ac1bfd5040ab15980c9b435', emojiId: '002' }
      ]
    }
  ],
  [
    'Text (v2) with a mention and an emoji',
    {
      type: 'textV2',
      text: 'Welcome, {who}! {smile} {{braces}}',
      substitution: {
        who: { type: 'mention', mentionee: { type: 'all' } },
        smile: { type: 'emoji', productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' }
      }
    }
  ],
  [
    'Another sender',
    {
      type: 'text',
      text: 'My name and picture are others.',
      sender: { name: 'Cony', iconUrl: picture('face') }
    }
  ],
  ['Sticker', { type: 'sticker', packageId: '446', stickerId: '1988' }],
  ['Sticker, another', { type: 'sticker', packageId: '789', stickerId: '10857' }],
  [
    'Image, from this machine',
    { type: 'image', originalContentUrl: picture('mountains'), previewImageUrl: picture('mountains') }
  ],
  [
    'Image, from another host',
    {
      type: 'image',
      originalContentUrl: 'https://example.com/pictures/original.jpg',
      previewImageUrl: 'https://example.com/pictures/preview.jpg'
    }
  ],
  [
    'Video',
    {
      type: 'video',
      originalContentUrl: 'https://example.com/original.mp4',
      previewImageUrl: picture('sea'),
      trackingId: 'track-id'
    }
  ],
  ['Audio', { type: 'audio', originalContentUrl: 'https://example.com/original.m4a', duration: 61_000 }],
  [
    'Location',
    {
      type: 'location',
      title: 'A tall building',
      address: '1-3 Kioicho, Chiyoda-ku, Tokyo',
      latitude: 35.67966,
      longitude: 139.73669
    }
  ],
  ['Coupon', { type: 'coupon', couponId: '01JYNW8JMQVFBNWF1APF8Z3FS7' }],
  [
    'Imagemap',
    {
      type: 'imagemap',
      baseUrl: new URL('pictures/map', import.meta.url).href,
      altText: 'A menu of four',
      baseSize: { width: 1040, height: 700 },
      actions: [
        { type: 'message', text: 'Breakfast', area: { x: 0, y: 0, width: 520, height: 350 } },
        {
          type: 'uri',
          linkUri: 'https://example.com/lunch',
          area: { x: 520, y: 0, width: 520, height: 350 }
        },
        { type: 'message', text: 'Dinner', area: { x: 0, y: 350, width: 520, height: 350 } },
        { type: 'clipboard', clipboardText: 'DRINKS', area: { x: 520, y: 350, width: 520, height: 350 } }
      ]
    }
  ],
  [
    'Imagemap with a video',
    {
      type: 'imagemap',
      baseUrl: 'https://example.com/imagemap',
      altText: 'A film',
      baseSize: { width: 1040, height: 780 },
      video: {
        originalContentUrl: 'https://example.com/film.mp4',
        previewImageUrl: picture('sea'),
        area: { x: 60, y: 60, width: 920, height: 520 }
      },
      actions: [{ type: 'message', text: 'More', area: { x: 60, y: 620, width: 920, height: 120 } }]
    }
  ],
  [
    'Buttons template',
    {
      type: 'template',
      altText: 'Buttons',
      template: {
        type: 'buttons',
        thumbnailImageUrl: picture('cafe'),
        imageBackgroundColor: '#FFFFFF',
        title: 'Café at the window',
        text: 'What may it be?',
        defaultAction: uri('The café'),
        actions: [
          message('A coffee'),
          postback('Reserve a table'),
          { type: 'datetimepicker', label: 'Another day', data: 'day', mode: 'datetime' },
          uri('Its page')
        ]
      }
    }
  ],
  [
    'Buttons template, square and contained',
    {
      type: 'template',
      altText: 'Buttons',
      template: {
        type: 'buttons',
        imageAspectRatio: 'square',
        imageSize: 'contain',
        imageBackgroundColor: '#F6E7C8',
        thumbnailImageUrl: picture('mountains'),
        text: 'No title, and one button',
        actions: [message('Fine')]
      }
    }
  ],
  [
    'Confirm template',
    {
      type: 'template',
      altText: 'Sure?',
      template: { type: 'confirm', text: 'Are you sure?', actions: [message('Yes'), message('No')] }
    }
  ],
  [
    'Carousel template',
    {
      type: 'template',
      altText: 'Three things',
      template: {
        type: 'carousel',
        columns: [
          ['shoe', 'Shoes', 'Run as if you could fly'],
          ['bag', 'A bag', 'Holds what you have'],
          ['cup', 'A cup', 'For tea, coffee, and pens']
        ].map(([name = '', title, words]) => ({
          thumbnailImageUrl: picture(name),
          title,
          text: words,
          actions: [postback('Buy'), uri('More')]
        }))
      }
    }
  ],
  [
    'Image carousel template',
    {
      type: 'template',
      altText: 'Pictures',
      template: {
        type: 'image_carousel',
        columns: ['sea', 'shoe', 'bag'].map((name) => ({ imageUrl: picture(name), action: message(name) }))
      }
    }
  ],
  [
    'Quick replies',
    {
      type: 'text',
      text: 'Choose, or write something else.',
      quickReply: {
        items: [
          { type: 'action', imageUrl: picture('star'), action: message('Sushi') },
          { type: 'action', action: postback('Tempura') },
          { type: 'action', action: { type: 'datetimepicker', label: 'When?', data: 'when', mode: 'date' } },
          { type: 'action', action: { type: 'camera', label: 'Camera' } },
          { type: 'action', action: { type: 'cameraRoll', label: 'Camera roll' } },
          { type: 'action', action: { type: 'location', label: 'Location' } }
        ]
      }
    }
  ]
]

/** Malformed messages, which LINE would reject. @type {Sample[]} */
export const BROKEN = [
  ['No object', null],
  ['An unknown type', { type: 'hologram', depth: 3 }],
  [
    'A quick reply without its wrapper',
    { type: 'text', text: 'Hi', quickReply: { items: [{ type: 'message', label: 'A', text: 'A' }] } }
  ],
  [
    'Columns that are no list',
    { type: 'template', altText: 'x', template: { type: 'carousel', columns: {} } }
  ]
]
