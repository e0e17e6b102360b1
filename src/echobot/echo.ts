import type { messagingApi } from '@line/bot-sdk'

/** LINE counts UTF-16 code units, as JavaScript does. https://developers.line.biz/en/docs/messaging-api/text-character-count/ */
const UNITS_PER_MESSAGE = 5_000
const MESSAGES_PER_REPLY = 5
const CUT_OFF = '…'

/**
 * The messages that say a text again: as many as LINE's limits ask for, cut between characters as people see
 * them. No text, no message. What does not fit into one reply (25,000 units; LINE lets users send 10,000) ends
 * with an ellipsis.
 */
export function echo(text: string): messagingApi.TextMessage[] {
  const messages: messagingApi.TextMessage[] = []
  for (let start = 0; start < text.length; ) {
    if (messages.length === MESSAGES_PER_REPLY - 1 && text.length - start > UNITS_PER_MESSAGE) {
      const end = cut(text, start, start + UNITS_PER_MESSAGE - CUT_OFF.length)
      messages.push({ type: 'text', text: text.slice(start, end) + CUT_OFF })
      break
    }
    const end = cut(text, start, start + UNITS_PER_MESSAGE)
    messages.push({ type: 'text', text: text.slice(start, end) })
    start = end
  }
  return messages
}

/** The last place up to `end` where the text may be cut: between graphemes, or else never inside a surrogate pair. */
function cut(text: string, start: number, end: number): number {
  if (end >= text.length) return text.length
  const grapheme = graphemes().segment(text).containing(end)?.index ?? end
  if (grapheme > start) return grapheme
  return isHighSurrogate(text.charCodeAt(end - 1)) ? end - 1 : end
}

const isHighSurrogate = (unit: number) => unit >= 0xd800 && unit <= 0xdbff

let segmenter: Intl.Segmenter | undefined
/** Made when the first long text comes: it takes some milliseconds that a start need not spend. */
function graphemes(): Intl.Segmenter {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return segmenter
}
