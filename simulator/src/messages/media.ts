import { Type } from 'typebox'
import { Message, messageType } from './message.ts'
import { MediaUrl, Text } from './scalars.ts'
import { QuoteToken } from './text.ts'

/** @see https://developers.line.biz/en/reference/messaging-api/#sticker-message */
export const StickerMessage = Message('sticker', {
  packageId: Text(1_000),
  stickerId: Text(1_000),
  quoteToken: QuoteToken()
})

/** @see https://developers.line.biz/en/reference/messaging-api/#image-message */
export const ImageMessage = Message('image', { originalContentUrl: MediaUrl(), previewImageUrl: MediaUrl() })

/** @see https://developers.line.biz/en/reference/messaging-api/#video-message */
export const VideoMessage = Message('video', {
  originalContentUrl: MediaUrl(),
  previewImageUrl: MediaUrl(),
  trackingId: Type.Optional(
    Type.String({ characters: { min: 0, max: 100 }, pattern: '^[-a-zA-Z0-9.=,+*()%$&;:@{}!?<>[\\]]*$' })
  )
})

/** @see https://developers.line.biz/en/reference/messaging-api/#audio-message */
export const AudioMessage = Message('audio', {
  originalContentUrl: MediaUrl(),
  /** in milliseconds */
  duration: Type.Integer({ minimum: 0 })
})

export const sticker = messageType(StickerMessage)
export const image = messageType(ImageMessage)
export const audio = messageType(AudioMessage)
export const video = messageType(VideoMessage, {
  findings: ({ trackingId }, { recipient }) =>
    trackingId !== undefined && recipient === 'group'
      ? [{ at: '/trackingId', message: 'Must not be specified in a message to a group or room' }]
      : []
})
