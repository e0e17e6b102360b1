import type { messagingApi, webhook } from '@line/bot-sdk'
import { MAX_MESSAGES_PER_REPLY } from '../types.ts'
import { cut, graphemeAt, UNITS_PER_MESSAGE } from './split.ts'

export type TextMessage = messagingApi.TextMessage | messagingApi.TextMessageV2

/** https://developers.line.biz/en/reference/messaging-api/#text-message-v2 */
export const EMOJIS_PER_MESSAGE = 20

/**
 * LINE counts each emoji as an alternative text, which it does not document. Its placeholders in users' messages are mostly
 * shorter than 20 units, e.g. `(thinking of him)`. This is five times as much; longer ones count with their length.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/text-character-count/
 */
const UNITS_PER_EMOJI = 100

/**
 * Returns the messages that repeat a text with these emoji, which must be in the order of the text. Undefined if they do not
 * fit into one reply, so that no text is dropped in favor of emoji.
 */
export function textWithEmoji(text: string, emojis: webhook.Emoji[]): TextMessage[] | undefined {
  const messages: TextMessage[] = []
  let start = 0
  let first = 0
  while (start < text.length) {
    if (messages.length === MAX_MESSAGES_PER_REPLY) return
    const { end, count } = fill(text, start, emojis, first)
    if (end === start) return // the emoji is too long for a message
    const taken = emojis.slice(first, first + count)
    messages.push(
      count === 0 ? { type: 'text', text: text.slice(start, end) } : textV2(text, start, end, taken)
    )
    start = end
    first += count
  }
  return messages
}

/** Returns how far one message reaches from `start`, and how many emoji it contains from `first`. */
function fill(text: string, start: number, emojis: webhook.Emoji[], first: number) {
  let end = start
  let units = 0 // with doubled braces, because LINE does not document how it counts them
  let count = 0
  while (end < text.length) {
    const emoji = emojis[first + count]
    if (emoji?.index === end) {
      units += Math.max(UNITS_PER_EMOJI, emoji.length)
      if (count === EMOJIS_PER_MESSAGE || units > UNITS_PER_MESSAGE) break
      end += emoji.length
      count++
      continue
    }
    const next = emoji?.index ?? text.length
    // Without emoji it is a plain text message, whose braces are not doubled.
    const room = count === 0 ? start + UNITS_PER_MESSAGE : reach(text, end, UNITS_PER_MESSAGE - units)
    if (room < next) {
      end = count === 0 ? cut(text, start, room) : Math.max(end, graphemeAt(text, room))
      break
    }
    units += next - end + bracesIn(text.slice(end, next))
    end = next
  }
  return { end, count }
}

/** Returns how far `units` reach from `start` if braces count twice. */
function reach(text: string, start: number, units: number): number {
  let end = start
  for (let rest = units; end < text.length; end++) {
    rest -= isBrace(text[end]) ? 2 : 1
    if (rest < 0) break
  }
  return end
}

/** In `textV2`, `{key}` is replaced by the entry of `substitution` with that key, and literal braces are doubled. */
function textV2(
  text: string,
  start: number,
  end: number,
  emojis: webhook.Emoji[]
): messagingApi.TextMessageV2 {
  const substitution: messagingApi.TextMessageV2['substitution'] = {}
  let said = ''
  let at = start
  for (const [i, { index, length, productId, emojiId }] of emojis.entries()) {
    const key = `emoji${i + 1}`
    said += `${doubled(text.slice(at, index))}{${key}}`
    substitution[key] = { type: 'emoji', productId, emojiId }
    at = index + length
  }
  return { type: 'textV2', text: said + doubled(text.slice(at, end)), substitution }
}

const isBrace = (unit: string | undefined) => unit === '{' || unit === '}'
const bracesIn = (text: string) => text.match(/[{}]/g)?.length ?? 0
const doubled = (text: string) => text.replace(/[{}]/g, '$&$&')
