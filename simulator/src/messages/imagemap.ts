import { type Static, Type } from 'typebox'
import { LIMITS } from '../openapi/limits.ts'
import { Message, messageType } from './message.ts'
import { LinkUri, List, MediaUrl, OneOf, Text } from './scalars.ts'

const WIDTH = 1_040
const MAX_INT = 2 ** 31 - 1

/** @see https://developers.line.biz/en/reference/messaging-api/#imagemap-area-object */
export const ImagemapArea = Type.Object({
  x: Type.Integer({ minimum: 0, maximum: MAX_INT }),
  y: Type.Integer({ minimum: 0, maximum: MAX_INT }),
  width: Type.Integer({ minimum: 1, maximum: MAX_INT }),
  height: Type.Integer({ minimum: 1, maximum: MAX_INT })
})

const shared = { label: Type.Optional(Text(100, { min: 0 })), area: ImagemapArea }

/** @see https://developers.line.biz/en/reference/messaging-api/#imagemap-action-objects */
export const ImagemapAction = OneOf(
  Type.Object({ type: Type.Literal('uri'), linkUri: LinkUri(), ...shared }),
  Type.Object({ type: Type.Literal('message'), text: Text(400), ...shared }),
  Type.Object({
    type: Type.Literal('clipboard'),
    clipboardText: Text(LIMITS.ClipboardImagemapAction.clipboardText.max),
    ...shared
  })
)

export const ImagemapVideo = Type.Object({
  originalContentUrl: MediaUrl(),
  previewImageUrl: MediaUrl(),
  area: ImagemapArea,
  externalLink: Type.Optional(Type.Object({ linkUri: LinkUri(), label: Text(30) }))
})

/** @see https://developers.line.biz/en/reference/messaging-api/#imagemap-message */
export const ImagemapMessage = Message('imagemap', {
  baseUrl: MediaUrl(),
  altText: Text(1_500),
  baseSize: Type.Object({
    width: Type.Integer({ minimum: 1, maximum: MAX_INT, documentedWidths: [WIDTH] }),
    height: Type.Integer({ minimum: 1, maximum: MAX_INT })
  }),
  actions: List(ImagemapAction, { max: 50 }),
  video: Type.Optional(ImagemapVideo)
})

export const imagemap = messageType(ImagemapMessage, {
  findings({ baseSize, actions, video }, _context, isSound) {
    const isOutside = ({ x, y, width, height }: Static<typeof ImagemapArea>) =>
      x + width > baseSize.width || y + height > baseSize.height
    const areSound = (at: string, names: string[]) => names.every((name) => isSound(`${at}/${name}`))
    if (!areSound('/baseSize', ['width', 'height'])) return []
    const places = (isSound('/actions') ? actions : []).map((one, index) => ({
      one,
      at: `/actions/${index}/area`
    }))
    return [...places, ...(video ? [{ one: video, at: '/video/area' }] : [])]
      .filter(({ at, one }) => areSound(at, ['x', 'y', 'width', 'height']) && isOutside(one.area))
      .map(({ at }) => ({ at, message: 'Must be inside the image of the baseSize' }))
  }
})
