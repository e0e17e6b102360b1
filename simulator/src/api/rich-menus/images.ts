import { imageSize } from 'image-size'
import type * as messagingApi from '../../openapi/messaging-api.ts'
import { lineError, NOT_FOUND, Refusal } from '../errors.ts'
import type { Api } from '../operation.ts'
import { MIN_RATIO } from './rich-menu-object.ts'
import { findRichMenu } from './rich-menus.ts'

/** The formats that LINE accepts, by their names in image-size. */
const FORMATS: Record<string, string> = { 'image/jpeg': 'jpg', 'image/png': 'png' }
const MAX_BYTES = 1024 * 1024

const WRONG_SIZE = lineError(400, 'The image size is not allowed for richmenu')
const HAS_ONE = lineError(400, 'An image has already been uploaded to the richmenu')

/**
 * LINE serves these operations on `api-data.line.me`.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#upload-rich-menu-image
 */
export function richMenuImages({ operation, channel: { richMenus, settings } }: Api): void {
  operation('setRichMenuImage', { bodyLimit: 5 * MAX_BYTES }, ({ params, request }) => {
    const richMenu = findRichMenu(richMenus, params)
    const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''
    if (!FORMATS[type]) throw new Refusal(lineError(415, `The content type, ${type}, is not supported`))
    if (richMenu.image) throw new Refusal(HAS_ONE)
    const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
    const wanted = settings.acceptOtherRichMenuImageSizes ? undefined : richMenu.menu.size
    if (!isAllowed(bytes, FORMATS[type], wanted)) throw new Refusal(WRONG_SIZE)
    richMenu.image = { type, bytes }
    return {}
  })

  operation('getRichMenuImage', {}, ({ params, reply }) => {
    const { image } = findRichMenu(richMenus, params)
    if (!image) throw new Refusal(NOT_FOUND)
    return reply.type(image.type).send(image.bytes)
  })
}

function isAllowed(bytes: Buffer, format: string, wanted?: messagingApi.RichMenuSize): boolean {
  if (bytes.length > MAX_BYTES) return false
  try {
    const { width, height, type } = imageSize(bytes)
    if (wanted && (width !== wanted.width || height !== wanted.height)) return false
    return type === format && width >= 800 && width <= 2_500 && height >= 250 && width / height >= MIN_RATIO
  } catch {
    return false // not an image
  }
}
