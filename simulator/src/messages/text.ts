import { Type } from 'typebox'
import { type Finding, Message, type MessageContext, messageType } from './message.ts'
import { List, Text } from './scalars.ts'

/** in UTF-16 code units */
export const MAX_TEXT = 5_000
export const MAX_EMOJIS = 20

export const QuoteToken = () => Type.Optional(Type.String())

export const Emoji = Type.Object({
  index: Type.Integer(),
  productId: Text(1_000),
  emojiId: Text(1_000)
})

/** @see https://developers.line.biz/en/reference/messaging-api/#text-message */
export const TextMessage = Message('text', {
  text: Text(MAX_TEXT),
  emojis: Type.Optional(List(Emoji, { max: MAX_EMOJIS })),
  quoteToken: QuoteToken()
})

export const text = messageType(TextMessage, {
  findings({ text, emojis = [] }, context, isSound) {
    if (!isSound('/text')) return []
    const misplaced = (isSound('/emojis') ? emojis : []).flatMap((emoji, position) => {
      const at = `/emojis/${position}/index`
      if (!isSound(at) || text[emoji.index] === '$') return []
      return [{ at, message: 'Must be the position of a $ in the text' }]
    })
    return [...blankText(text, context), ...misplaced]
  }
})

export const blankText = (text: string, { rules }: MessageContext): Finding[] =>
  rules.acceptBlankText || text.trim() !== '' ? [] : [{ at: '/text', message: 'May not be empty' }]
