import { h } from './dom.js'
import { nameOf } from './simulator.js'

/** A message as LINE's users see it; media are labelled cards. What is no message of LINE's shows as its JSON. */
export function messageContent(message) {
  try {
    return knownContent(message)
  } catch {
    return card('Not a message', JSON.stringify(message))
  }
}

function knownContent(message) {
  switch (message.type) {
    case 'text':
      return bubble(textWithMarks(message))
    case 'textV2':
      return bubble(textWithSubstitutions(message))
    case 'sticker':
      return card('Sticker', `${message.packageId} / ${message.stickerId}`)
    case 'location':
      return card('Location', [message.title, message.address].filter(Boolean).join(', '))
    case 'file':
      return card('File', message.fileName)
    case 'template':
      return bubble(message.template?.text ?? message.altText)
    default:
      return card(message.type, message.altText ?? message.originalContentUrl ?? message.id)
  }
}

const bubble = (content) => h('div', { class: 'bubble' }, content)
const card = (label, text = '') => h('div', { class: 'bubble card' }, h('strong', {}, label), ` ${text}`)

const emojiMark = (text, { productId, emojiId }) =>
  h('span', { class: 'emoji', title: `LINE emoji ${productId} / ${emojiId}` }, text)
const mentionMark = (text) => h('span', { class: 'mention', title: 'mention' }, text)

/** LINE emoji and mentions stand at UTF-16 ranges; ranges that cannot be are left alone. In what a bot sends, an emoji stands at a `$`. */
function textWithMarks({ text, emojis = [], mention }) {
  const marks = [...emojis, ...(mention?.mentionees ?? [])].sort((a, b) => a.index - b.index)
  const parts = []
  let end = 0
  for (const mark of marks) {
    const { index, length = 1, emojiId } = mark
    if (index < end || index + length > text.length) continue
    const marked = text.slice(index, index + length)
    const sign = marked === '$' ? `☺ ${emojiId}` : marked
    parts.push(text.slice(end, index), emojiId ? emojiMark(sign, mark) : mentionMark(sign))
    end = index + length
  }
  return [...parts, text.slice(end)]
}

function textWithSubstitutions({ text, substitution = {} }) {
  return text.split(/(\{\{|\}\}|\{\w{1,20}\})/).map((part) => {
    if (part === '{{' || part === '}}') return part[0]
    const known = /^\{\w+\}$/.test(part) ? substitution[part.slice(1, -1)] : undefined
    if (!known) return part
    if (known.type === 'emoji') return emojiMark(`☺ ${known.emojiId}`, known)
    return mentionMark(known.mentionee?.type === 'all' ? '@All' : `@${nameOf(known.mentionee?.userId)}`)
  })
}
