import { html } from 'htm/preact'
import { quotedBy } from '../state/conversation.js'
import { nameOf } from '../state/people.js'
import { asObject, asText, ifThere } from './shape.js'

export function TextMessage({ message }) {
  const text = asText(message.text, 'text')
  return html`<div class="bubble text">${message.type === 'textV2' ? withSubstitutions(text, message) : withMarks(text, message)}</div>`
}

/** The message that this one quotes, if it is known. */
export function Quote({ message }) {
  const quoted = quotedBy(message)
  if (!quoted) return ''
  const { type, text } = quoted.message
  return html`
    <div class="quote">
      <strong>${nameOf(quoted.by)}</strong>
      <span>${typeof text === 'string' ? text : String(type)}</span>
    </div>`
}

const Emoji = ({ text, productId, emojiId }) =>
  html`<span class="emoji" title=${`LINE emoji ${productId} / ${emojiId}`}>${text}</span>`
const Mention = ({ text }) => html`<span class="mention" title="mention">${text}</span>`

/**
 * LINE emoji and mentions stand at UTF-16 ranges; ranges that cannot be are left alone. In what a bot sends, an emoji
 * stands at a `$`.
 */
function withMarks(text, { emojis = [], mention }) {
  const mentionees = mention?.mentionees ?? []
  const marks = [...emojis, ...mentionees].sort((a, b) => a.index - b.index)
  const parts = []
  let end = 0
  for (const { index, length = 1, productId, emojiId } of marks) {
    if (!(index >= end && index + length <= text.length)) continue
    const marked = text.slice(index, index + length)
    const sign = marked === '$' ? `☺ ${emojiId}` : marked
    parts.push(
      text.slice(end, index),
      emojiId === undefined
        ? html`<${Mention} text=${sign} />`
        : html`<${Emoji} text=${sign} productId=${productId} emojiId=${emojiId} />`
    )
    end = index + length
  }
  return [...parts, text.slice(end)]
}

function withSubstitutions(text, message) {
  const substitution = ifThere(asObject, message.substitution, 'substitution') ?? {}
  return text.split(/(\{\{|\}\}|\{\w{1,20}\})/).map((part) => {
    if (part === '{{' || part === '}}') return part[0]
    const known = /^\{\w+\}$/.test(part) ? substitution[part.slice(1, -1)] : undefined
    if (!known) return part
    if (known.type === 'emoji') {
      const { productId, emojiId } = known
      return html`<${Emoji} text=${`☺ ${emojiId}`} productId=${productId} emojiId=${emojiId} />`
    }
    const { type, userId } = known.mentionee ?? {}
    return html`<${Mention} text=${type === 'all' ? '@All' : `@${nameOf(userId)}`} />`
  })
}
