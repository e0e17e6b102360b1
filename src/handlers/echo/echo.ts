import type { messagingApi, webhook } from '@line/bot-sdk'
import { MAX_MESSAGES_PER_REPLY } from '../types.ts'
import { sendableEmojis } from './emoji-ranges.ts'
import { cut, UNITS_PER_MESSAGE } from './split.ts'
import { EMOJIS_PER_MESSAGE, type TextMessage, textWithEmoji } from './text-with-emoji.ts'

const CUT_OFF = '…'

/**
 * The messages that say a text again: as many as LINE's limits ask for, cut between characters as people see
 * them. No text, no message. What does not fit into one reply (25,000 units; LINE lets users send 10,000) ends
 * with an ellipsis.
 *
 * LINE emoji that a bot may send are sent as emoji; others stay the text that LINE put in their place. Mentions
 * are always text, so that nobody can use the bot to notify a group.
 */
export function echo(text: string, emojis?: webhook.Emoji[]): TextMessage[] {
  if (emojis === undefined || text.length > UNITS_PER_MESSAGE * MAX_MESSAGES_PER_REPLY)
    return textMessages(text)
  const sendable = sendableEmojis(text, emojis)
  // The 21st emoji begins the next message: two messages of emoji are nearer to what was sent than one of their
  // names. Only where the text itself needs the messages do the last emoji stay text.
  for (let most = EMOJIS_PER_MESSAGE * MAX_MESSAGES_PER_REPLY; most > 0; most -= EMOJIS_PER_MESSAGE) {
    if (sendable.length <= most - EMOJIS_PER_MESSAGE) continue
    const messages = textWithEmoji(text, sendable.slice(0, most))
    if (messages) return messages
  }
  return textMessages(text)
}

/** A text as at most five messages of 5,000 units each, cut between characters. What does not fit ends with an ellipsis. */
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
