import type { messagingApi, webhook } from '@line/bot-sdk'
import { MAX_MESSAGES_PER_REPLY } from '../types.ts'
import { sendableEmojis } from './emoji-ranges.ts'
import { cut, UNITS_PER_MESSAGE } from './split.ts'
import { EMOJIS_PER_MESSAGE, type TextMessage, textWithEmoji } from './text-with-emoji.ts'

const CUT_OFF = '…'

/**
 * Returns the messages that repeat a text: at most five, of at most 5,000 UTF-16 units each, split between user-perceived
 * characters. A text that is too long for one reply (25,000 units; LINE lets users send 10,000) ends with an
 * ellipsis. Without text, the list is empty.
 *
 * LINE emoji that a bot may send are sent as emoji; others remain LINE's placeholder text. Mentions are always sent as text,
 * so that users cannot notify a group through the bot.
 *
 * @example 'message.text': ({ message }) => echo(message.text, message.emojis)
 * @param emojis the LINE emoji of a text message, with their positions in the text
 * @see https://developers.line.biz/en/docs/messaging-api/emoji-list/
 */
export function echo(text: string, emojis?: webhook.Emoji[]): TextMessage[] {
  if (emojis === undefined || text.length > UNITS_PER_MESSAGE * MAX_MESSAGES_PER_REPLY)
    return textMessages(text)
  const sendable = sendableEmojis(text, emojis)
  // The 21st emoji starts the next message, because two messages with emoji are closer to the original than one with
  // placeholders. The last emoji remain text only if the reply has no room for more messages.
  for (let most = EMOJIS_PER_MESSAGE * MAX_MESSAGES_PER_REPLY; most > 0; most -= EMOJIS_PER_MESSAGE) {
    if (sendable.length <= most - EMOJIS_PER_MESSAGE) continue
    const messages = textWithEmoji(text, sendable.slice(0, most))
    if (messages) return messages
  }
  return textMessages(text)
}

/**
 * Returns a text as at most five messages of 5,000 UTF-16 units each, split between characters. A longer text ends with an
 * ellipsis.
 *
 * @example const reply = textMessages(await ask('What is LINE?'))
 * @see https://developers.line.biz/en/reference/messaging-api/#text-message
 */
export function textMessages(text: string): messagingApi.TextMessage[] {
  const messages: messagingApi.TextMessage[] = []
  for (let start = 0; start < text.length; ) {
    if (messages.length === MAX_MESSAGES_PER_REPLY - 1 && text.length - start > UNITS_PER_MESSAGE) {
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
