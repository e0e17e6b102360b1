import t from 'tap'
import { request, startValidator, wrongType } from './validator.ts'

const URL = 'https://example.com/a.png'
const LONG_URL = `https://example.com/${'x'.repeat(1_981)}`

t.test('pictures, videos and sounds have addresses with TLS', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const image = (properties = {}) => ({
    type: 'image',
    originalContentUrl: URL,
    previewImageUrl: URL,
    ...properties
  })
  const original = 'messages[0].originalContentUrl'
  const both = (property: string) => request([property, 'invalid uri'], [property, 'invalid uri scheme'])
  await takes({
    'an image': image(),
    'an address of 2,000 characters': image({
      originalContentUrl: LONG_URL.slice(0, -1)
    }),
    'an encoded address': image({ originalContentUrl: 'https://example.com/a%20b?q=%E3%81%82#c' }),
    'a picture on the own machine': image({ originalContentUrl: 'http://localhost:8000/a.png' }),
    'a picture on the loopback address': image({ originalContentUrl: 'http://127.0.0.1:8000/a.png' })
  })
  await refuses({
    'no preview': [
      { type: 'image', originalContentUrl: URL },
      request(['messages[0].previewImageUrl', 'May not be empty'])
    ],
    'no TLS': [
      image({ originalContentUrl: 'http://example.com/a' }),
      request([original, 'invalid uri scheme'])
    ],
    'a host that only begins like the own machine': [
      image({ originalContentUrl: 'http://localhost.example.com/a' }),
      request([original, 'invalid uri scheme'])
    ],
    'a file': [image({ originalContentUrl: 'file:///a.png' }), request([original, 'invalid uri scheme'])],
    'no address at all': [image({ originalContentUrl: 'nope' }), both(original)],
    'no host': [image({ originalContentUrl: 'https:///' }), both(original)],
    'a space': [image({ originalContentUrl: 'https://example.com/a b' }), both(original)],
    'a bar, which must be encoded': [
      image({ originalContentUrl: 'https://example.com/a|b' }),
      both(original)
    ],
    'what is not ASCII': [image({ originalContentUrl: 'https://example.com/あ' }), both(original)],
    'half a code': [image({ originalContentUrl: 'https://example.com/%2' }), both(original)],
    empty: [image({ originalContentUrl: '' }), request([original, 'May not be empty'])],
    '2,001 characters': [
      image({ originalContentUrl: LONG_URL }),
      request([original, 'Length must be between 0 and 2000'])
    ],
    'a list': [image({ originalContentUrl: [] }), wrongType(original)]
  })
})

t.test('a video has a tracking id, a sound a duration', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const video = (trackingId: unknown) => ({
    type: 'video',
    originalContentUrl: URL,
    previewImageUrl: URL,
    trackingId
  })
  const audio = (duration: unknown) => ({ type: 'audio', originalContentUrl: URL, duration })
  const id = 'messages[0].trackingId'
  const duration = 'messages[0].duration'
  await takes({
    'a video': video(undefined),
    'every character of a tracking id': video('aZ0-.=,+*()%$&;:@{}!?<>[]'),
    'a tracking id of 100': video('x'.repeat(100)),
    'a sound': audio(60_000)
  })
  await refuses({
    'a tracking id of 101': [video('x'.repeat(101)), request([id, 'Length must be between 0 and 100'])],
    'a tracking id with a space': [video('a b'), request([id, 'Has an invalid format'])],
    'a tracking id of wide characters': [video('あ'), request([id, 'Has an invalid format'])],
    'a sound without duration': [audio(undefined), request([duration, 'May not be empty'])],
    'a sound that ends before it begins': [
      audio(-1),
      request([duration, 'Must be greater than or equal to 0'])
    ],
    'half a millisecond': [audio(0.5), wrongType(duration)],
    'a duration in words': [audio('long'), wrongType(duration)]
  })
})

t.test('a sticker has two ids, a coupon one and perhaps a tag', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const sticker = { type: 'sticker', packageId: '446', stickerId: '1988' }
  const coupon = (deliveryTag?: unknown) => ({ type: 'coupon', couponId: '01J', deliveryTag })
  const tag = 'messages[0].deliveryTag'
  await takes({
    'a sticker': sticker,
    'a sticker that quotes': { ...sticker, quoteToken: 'q' },
    'a coupon': coupon(),
    'a coupon with a tag of 30': coupon('a_Z9'.padEnd(30, 'x'))
  })
  await refuses({
    'a sticker without its id': [
      { type: 'sticker', packageId: '446' },
      request(['messages[0].stickerId', 'May not be empty'])
    ],
    'a sticker with an empty id': [
      { ...sticker, packageId: '' },
      request(['messages[0].packageId', 'May not be empty'])
    ],
    'a coupon without id': [{ type: 'coupon' }, request(['messages[0].couponId', 'May not be empty'])],
    'a tag of 31': [coupon('x'.repeat(31)), request([tag, 'Length must be between 0 and 30'])],
    'a tag with a hyphen': [coupon('a-b'), request([tag, 'Has an invalid format'])]
  })
})

t.test('a location is a place on Earth', async (t) => {
  const { takes, refuses } = await startValidator(t)
  const location = (properties = {}) => ({
    type: 'location',
    title: 'a',
    address: 'b',
    latitude: 35.67966,
    longitude: 139.73669,
    ...properties
  })
  await takes({
    'a place': location(),
    'where the zero meridian meets the equator': location({ latitude: 0, longitude: 0 }),
    'the south pole': location({ latitude: -90, longitude: -180 }),
    'texts of 100': location({ title: 'x'.repeat(100), address: 'x'.repeat(100) })
  })
  await refuses({
    'no title': [location({ title: undefined }), request(['messages[0].title', 'May not be empty'])],
    'an empty address': [location({ address: '' }), request(['messages[0].address', 'May not be empty'])],
    'no place': [
      location({ latitude: null, longitude: null }),
      request(['messages[0].latitude', 'May not be empty'], ['messages[0].longitude', 'May not be empty'])
    ],
    'a title of 101': [
      location({ title: 'x'.repeat(101) }),
      request(['messages[0].title', 'Length must be between 0 and 100'])
    ],
    'beyond the pole': [
      location({ latitude: 90.1 }),
      request(['messages[0].latitude', 'Must be between -90 and 90'])
    ],
    'a latitude in words': [location({ latitude: 'north' }), wrongType('messages[0].latitude')]
  })
})
