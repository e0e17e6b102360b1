// Messages as LINE's users see them. Text is drawn here, the other types in the other files of this folder.

/** @import { VNode } from 'preact' */
/** @import { Unchecked } from '../types.d.ts' */
import { html } from 'htm/preact'
import { quotedBy } from '../state/entries.js'
import { nameOf } from '../state/store.js'
import { asList, asObject, asText, ifThere, listOf, lookUp, objectOf } from '../state/unchecked.js'
import { Icon } from '../ui/drawings.js'
import { Tappable } from './actions.js'
import { FlexMessage } from './flex.js'
import { linked } from './links.js'
import {
  AudioMessage,
  CouponMessage,
  FileMessage,
  ImageMessage,
  isLocal,
  LocationMessage,
  StickerMessage,
  VideoMessage
} from './media.js'
import { Imagemap, TemplateMessage } from './templates.js'

/** @type {Record<string, (props: { message: Unchecked }) => VNode>} */
const TYPES = {
  text: TextMessage,
  textV2: TextMessage,
  sticker: StickerMessage,
  image: ImageMessage,
  video: VideoMessage,
  audio: AudioMessage,
  file: FileMessage,
  location: LocationMessage,
  coupon: CouponMessage,
  template: TemplateMessage,
  imagemap: Imagemap,
  flex: FlexMessage
}

/**
 * Any message. It throws when the message is malformed: a `Boundary` around it shows the error.
 *
 * @param {{ message: unknown }} props
 */
export function Message({ message }) {
  const content = asObject(message, 'The message')
  const type = asText(content.type, 'type')
  const Type = lookUp(TYPES, type)
  if (!Type) throw new Error(`LINE has no message type ${type}`)
  quickReplyItems(message) // throws when they are malformed, because they are drawn elsewhere
  return html`<${Quote} message=${content} /><${Type} message=${content} />`
}

const WIDE = new Set(['template', 'flex', 'imagemap'])

/** Whether a message has the whole width of the chat. */
export const isWide = (/** @type {unknown} */ message) => WIDE.has(String(objectOf(message).type))

/** A message in a few words. */
export function summaryOf(/** @type {unknown} */ message) {
  const { type, text, altText, title, fileName, template } = objectOf(message)
  const words = [text, altText, objectOf(template).text, title, fileName].find(
    (one) => typeof one === 'string'
  )
  if (type === 'text' || type === 'textV2') return `“${shortened(words ?? '')}”`
  return words === undefined ? String(type) : `${type} “${shortened(words)}”`
}

const shortened = (/** @type {string} */ text) =>
  text.length > 60 ? `${text.slice(0, 59).toWellFormed()}…` : text

/** The message that this one quotes, if the page has it. */
function Quote(/** @type {{ message: Unchecked }} */ { message }) {
  const quoted = quotedBy(message)
  if (!quoted) return ''
  const { type, text } = quoted.message
  return html`
    <div class="quote">
      <strong>${nameOf(quoted.by)}</strong>
      <span>${typeof text === 'string' ? text : String(type)}</span>
    </div>`
}

function TextMessage(/** @type {{ message: Unchecked }} */ { message }) {
  const text = asText(message.text, 'text')
  return html`<div class="bubble text" dir="auto">${message.type === 'textV2' ? withSubstitutions(text, message) : withMarks(text, message)}</div>`
}

const Emoji = (/** @type {Unchecked} */ { text, productId, emojiId }) =>
  html`<span class="emoji" title=${`LINE emoji ${productId} / ${emojiId}`}>${text}</span>`

const Mention = (/** @type {{ text: string }} */ { text }) =>
  html`<span class="mention" title="mention">${text}</span>`

/**
 * Marks LINE emoji and mentions, which are ranges of UTF-16 code units; impossible ranges are ignored. In a message of
 * the bot's, an emoji replaces a `$`.
 *
 * @param {string} text
 * @param {Unchecked} message
 */
function withMarks(text, { emojis, mention }) {
  const marks = [...listOf(emojis), ...listOf(objectOf(mention).mentionees)]
    .map(objectOf)
    .sort((a, b) => Number(a.index) - Number(b.index))
  const parts = []
  let end = 0
  for (const { index, length = 1, productId, emojiId } of marks) {
    const [start, next] = [Number(index), Number(index) + Number(length)]
    if (!(start >= end && next <= text.length)) continue
    const marked = text.slice(start, next)
    const shown = marked === '$' ? `☺ ${emojiId}` : marked
    parts.push(
      ...linked(text.slice(end, start)),
      emojiId === undefined
        ? html`<${Mention} text=${shown} />`
        : html`<${Emoji} text=${shown} productId=${productId} emojiId=${emojiId} />`
    )
    end = next
  }
  return [...parts, ...linked(text.slice(end))]
}

/**
 * Replaces `{key}` by the mention or LINE emoji that it stands for, and `{{` by `{`.
 *
 * @param {string} text
 * @param {Unchecked} message
 */
function withSubstitutions(text, message) {
  const substitution = ifThere(asObject, message.substitution, 'substitution') ?? {}
  return text.split(/(\{\{|\}\}|\{\w{1,20}\})/).flatMap((part) => {
    if (part === '{{' || part === '}}') return [part[0]]
    const known = /^\{\w+\}$/.test(part) ? lookUp(substitution, part.slice(1, -1)) : undefined
    if (!known) return linked(part)
    const { type, productId, emojiId, mentionee } = objectOf(known)
    if (type === 'emoji')
      return html`<${Emoji} text=${`☺ ${emojiId}`} productId=${productId} emojiId=${emojiId} />`
    const { type: who, userId } = objectOf(mentionee)
    return html`<${Mention} text=${who === 'all' ? '@All' : `@${nameOf(userId)}`} />`
  })
}

/** The quick replies of a message. It throws when they are malformed. */
export function quickReplyItems(/** @type {unknown} */ message) {
  const quickReply = ifThere(asObject, objectOf(message).quickReply, 'quickReply')
  if (!quickReply) return []
  return asList(quickReply.items, 'quickReply.items').map((item, index) => {
    const where = `quickReply.items[${index}]`
    const { action, imageUrl } = asObject(item, where)
    const checked = asObject(action, `${where}.action`)
    asText(checked.type, `${where}.action.type`)
    return { action: checked, imageUrl }
  })
}

const QUICK_REPLY_ICONS = {
  camera: 'camera',
  cameraRoll: 'image',
  location: 'location',
  datetimepicker: 'calendar',
  clipboard: 'copy'
}

/**
 * The buttons above the composer, of the newest message.
 *
 * @param {{ items: { action: Unchecked, imageUrl?: unknown }[] }} props
 */
export const QuickReplies = ({ items }) => html`
  <div class="quick-replies" role="group" aria-label="Quick replies">
    ${items.map(({ action, imageUrl }) => {
      const icon = lookUp(QUICK_REPLY_ICONS, action.type)
      return html`
        <${Tappable} action=${action} className="pill">
          ${
            typeof imageUrl === 'string' && isLocal(imageUrl)
              ? html`<img src=${imageUrl} alt="" width="20" height="20" />`
              : icon && html`<${Icon} name=${icon} size=${18} />`
          }
          ${action.label}
        <//>`
    })}
  </div>`
