import { Type } from 'typebox'
import { type Finding, Message, messageType } from './message.ts'
import { escaped } from './paths.ts'
import { NamedValues, OneOf, Text } from './scalars.ts'
import { blankText, MAX_EMOJIS, MAX_TEXT, QuoteToken } from './text.ts'

const MAX_SUBSTITUTIONS = 100
const MAX_MENTIONS = 20
const KEY = '^[a-zA-Z0-9_]{1,20}$'

/** @see https://developers.line.biz/en/reference/messaging-api/#text-message-v2-mention-object */
export const MentionSubstitution = Type.Object({
  type: Type.Literal('mention'),
  mentionee: OneOf(
    Type.Object({ type: Type.Literal('user'), userId: Text(1_000) }),
    Type.Object({ type: Type.Literal('all') })
  )
})

/** @see https://developers.line.biz/en/reference/messaging-api/#text-message-v2-emoji-object */
export const EmojiSubstitution = Type.Object({
  type: Type.Literal('emoji'),
  productId: Text(1_000),
  emojiId: Text(1_000)
})

const Substitution = OneOf(MentionSubstitution, EmojiSubstitution)

/** @see https://developers.line.biz/en/reference/messaging-api/#text-message-v2 */
export const TextMessageV2 = Message('textV2', {
  text: Text(MAX_TEXT),
  substitution: Type.Optional(NamedValues(Substitution, { max: MAX_SUBSTITUTIONS })),
  quoteToken: QuoteToken()
})

export const textV2 = messageType(TextMessageV2, {
  findings({ text, substitution: given = {} }, context, isSound) {
    if (!isSound('/text')) return []
    const substitution = isSound('/substitution') ? given : {}
    const wrongNames = Object.keys(substitution).filter((key) => !new RegExp(KEY).test(key))
    const { keys, findings } = keysOf(text)
    const missing = isSound('/substitution')
      ? [...new Set(keys)].filter((key) => !Object.hasOwn(substitution, key))
      : []
    const types = keys.map((key) => (Object.hasOwn(substitution, key) ? substitution[key]?.type : undefined))
    const count = (wanted: string) => types.filter((type) => type === wanted).length
    const mentions = Object.entries(substitution).filter(
      ([key, one]) => isSound(`/substitution/${escaped(key)}`) && one.type === 'mention'
    )
    const wrong: Finding[] = [
      ...findings,
      ...wrongNames.map((key) => ({
        at: '/substitution',
        message: `The key '${key}' does not match the pattern '${KEY}'.`
      })),
      ...missing.map((key) => ({
        at: '/text',
        message: `The key '${key}' enclosed in '{}' is not specified in the substitution.`
      })),
      ...tooMany(count('emoji'), MAX_EMOJIS, 'emoji'),
      ...tooMany(count('mention'), MAX_MENTIONS, 'mentions'),
      ...mentions.flatMap(([key]) => noMention(key, context.recipient))
    ]
    return [...blankText(text, context), ...wrong.map((one) => ({ ...one, isContent: true as const }))]
  }
})

/** The keys of a text, in order; `{{` and `}}` are escaped braces. */
function keysOf(text: string): { keys: string[]; findings: Finding[] } {
  const keys: string[] = []
  const findings: Finding[] = []
  for (const [token, key] of text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g)) {
    if (key === undefined) {
      if (token.length === 1)
        findings.push({ at: '/text', message: `'${token}' must be used in pairs, or doubled.` })
    } else if (new RegExp(KEY).test(key)) keys.push(key)
    else {
      findings.push({
        at: '/text',
        message: `The key '${key}' enclosed in '{}' does not match the pattern '${KEY}'.`
      })
    }
  }
  return { keys, findings }
}

const tooMany = (count: number, max: number, what: string): Finding[] =>
  count > max ? [{ at: '/text', message: `The number of ${what} must not be more than ${max}.` }] : []

function noMention(key: string, recipient: string | undefined): Finding[] {
  if (recipient === undefined || recipient === 'group') return []
  return [
    {
      at: `/substitution/${escaped(key)}`,
      message: 'A mention works only in a reply or push to a group or room.'
    }
  ]
}
