import type { webhook } from '@line/bot-sdk'
import { isSendable } from './sendable-emoji.ts'
import { splitsPair } from './split.ts'

/**
 * Returns the emoji of a message that a bot may send, in the order of the text. Leaves out all others, which remain text,
 * and invalid entries: ranges outside the text or overlapping another one, and values that are not ranges.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#wh-text
 */
export function sendableEmojis(text: string, emojis: unknown): webhook.Emoji[] {
  if (!Array.isArray(emojis)) return []
  let end = 0
  return emojis
    .filter(
      (emoji): emoji is webhook.Emoji => isRangeOf(text, emoji) && isSendable(emoji.productId, emoji.emojiId)
    )
    .sort((a, b) => a.index - b.index)
    .filter(({ index, length }) => {
      if (index < end) return false
      end = index + length
      return true
    })
}

type Maybe<T> = { [Property in keyof T]?: unknown } | null | undefined

/** Whether it is a range of the text, in UTF-16 units, that splits no surrogate pair. */
function isRangeOf(text: string, emoji: Maybe<webhook.Emoji>): emoji is webhook.Emoji {
  const { index, length } = emoji ?? {}
  return (
    isWhole(index) &&
    isWhole(length) &&
    length > 0 &&
    index + length <= text.length &&
    !splitsPair(text, index) &&
    !splitsPair(text, index + length)
  )
}

const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
