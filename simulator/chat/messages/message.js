import { html } from 'htm/preact'
import { FlexMessage } from '../flex/flex-message.js'
import { AudioCard, CouponCard, FileCard, LocationCard, VideoCard } from './cards.js'
import { Imagemap } from './imagemap.js'
import { ImageMessage } from './picture.js'
import { quickReplyItems } from './quick-replies.js'
import { asObject, asText } from './shape.js'
import { Sticker } from './sticker.js'
import { TemplateMessage } from './template.js'
import { Quote, TextMessage } from './text.js'

const DRAWN = {
  text: TextMessage,
  textV2: TextMessage,
  sticker: Sticker,
  image: ImageMessage,
  video: VideoCard,
  audio: AudioCard,
  file: FileCard,
  location: LocationCard,
  coupon: CouponCard,
  template: TemplateMessage,
  imagemap: Imagemap,
  flex: FlexMessage
}

/** A message as LINE's users see it. It throws what a `Boundary` shows: one message, never the page. */
export function Message({ message }) {
  asObject(message, 'The message')
  const type = asText(message.type, 'type')
  if (!Object.hasOwn(DRAWN, type)) throw new Error(`LINE has no message type ${type}`)
  quickReplyItems(message) // they show above the composer: what is wrong with them is the message's fault
  return html`<${Quote} message=${message} /><${DRAWN[type]} message=${message} />`
}

const WIDE = new Set(['template', 'flex', 'imagemap'])
/** Messages that take the whole width of the chat, as LINE gives them. */
export const isWide = (message) => WIDE.has(message?.type)

/** A message in a few words: for a list of chats, and beside the call that sent it. */
export function summaryOf(message) {
  const { type, text, altText, title, fileName, template } = message ?? {}
  const words = [text, altText, template?.text, title, fileName].find((one) => typeof one === 'string')
  if (type === 'text' || type === 'textV2') return `“${shortened(words ?? '')}”`
  return words === undefined ? String(type) : `${type} “${shortened(words)}”`
}

const shortened = (text) => (text.length > 60 ? `${text.slice(0, 59).toWellFormed()}…` : text)
