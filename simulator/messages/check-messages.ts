import { isObject } from '../json.ts'
import { type Detail, invalid, type LineError } from '../line-error.ts'
import type { UnknownRules } from './unknown-rules.ts'

export interface MessageContext {
  rules: Pick<UnknownRules, 'acceptBlankText'>
  /** false where nobody can be mentioned: in a chat with one user, and in multicast, narrowcast and broadcast */
  canMention?: boolean
  /** the request body as it came, to name the line and column of a property of a wrong type */
  source?: string
}

/**
 * What LINE has against the messages of a request, or nothing. Every operation that sends or validates messages
 * answers with it.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#error-responses
 */
export function checkMessages(messages: unknown, context: MessageContext): LineError | undefined {
  const details = faultsOfMessages(messages, context.canMention ?? true, context.rules)
  return details.length > 0 ? invalid(details) : undefined
}

const MAX_MESSAGES = 5
/** UTF-16 code units */
const MAX_TEXT = 5_000
const MAX_EMOJIS = 20
const MAX_SUBSTITUTIONS = 100

type Message = Record<string, unknown>

function faultsOfMessages(messages: unknown, inGroup: boolean, rules: MessageContext['rules']): Detail[] {
  if (!Array.isArray(messages) || messages.length < 1 || messages.length > MAX_MESSAGES) {
    return [{ message: `Size must be between 1 and ${MAX_MESSAGES}`, property: 'messages' }]
  }
  return messages.flatMap((message, index) => {
    const property = `messages[${index}]`
    if (!isObject(message)) return [{ message: 'May not be empty', property }]
    return [...faultsOfMessage(message, property, inGroup, rules), ...faultsOfQuickReply(message, property)]
  })
}

function faultsOfMessage(
  message: Message,
  property: string,
  inGroup: boolean,
  rules: MessageContext['rules']
): Detail[] {
  switch (message.type) {
    case 'text':
      return [...faultsOfText(message.text, `${property}.text`, rules), ...faultsOfEmojis(message, property)]
    case 'textV2':
      return [
        ...faultsOfText(message.text, `${property}.text`, rules),
        ...faultsOfSubstitution(message, property, inGroup)
      ]
    default: {
      const type = typeof message.type === 'string' ? message.type : ''
      const required = Object.hasOwn(REQUIRED, type) ? REQUIRED[type] : undefined
      if (!required) return [{ message: 'Unknown message type', property: `${property}.type` }]
      return required
        .filter((name) => isEmpty(message[name]))
        .map((name) => ({ message: 'May not be empty', property: `${property}.${name}` }))
    }
  }
}

/** The properties that the other message types cannot do without. */
const REQUIRED: Record<string, string[]> = {
  image: ['originalContentUrl', 'previewImageUrl'],
  video: ['originalContentUrl', 'previewImageUrl'],
  audio: ['originalContentUrl', 'duration'],
  location: ['title', 'address', 'latitude', 'longitude'],
  sticker: ['packageId', 'stickerId'],
  imagemap: ['baseUrl', 'altText', 'baseSize', 'actions'],
  template: ['altText', 'template'],
  flex: ['altText', 'contents'],
  coupon: ['couponId']
}

function faultsOfText(
  text: unknown,
  property: string,
  { acceptBlankText }: MessageContext['rules']
): Detail[] {
  if (typeof text !== 'string' || text === '') return [{ message: 'May not be empty', property }]
  if (text.length > MAX_TEXT) return [{ message: `Length must be between 0 and ${MAX_TEXT}`, property }]
  if (!acceptBlankText && text.trim() === '') return [{ message: 'May not be empty', property }]
  return []
}

/** LINE emoji in a `text` message: each stands at a `$`. */
function faultsOfEmojis({ text, emojis }: Message, property: string): Detail[] {
  if (emojis === undefined) return []
  if (!Array.isArray(emojis) || emojis.length > MAX_EMOJIS) {
    return [{ message: `Size must be between 0 and ${MAX_EMOJIS}`, property: `${property}.emojis` }]
  }
  return emojis.flatMap((emoji, index) => {
    const at = `${property}.emojis[${index}]`
    if (!isObject(emoji)) return [{ message: 'May not be empty', property: at }]
    const faults = faultsOfEmoji(emoji, at)
    if (typeof text !== 'string' || text[emoji.index as number] !== '$') {
      faults.push({ message: 'Must be the position of a $ in the text', property: `${at}.index` })
    }
    return faults
  })
}

function faultsOfEmoji(emoji: Message, property: string): Detail[] {
  return ['productId', 'emojiId']
    .filter((name) => isEmpty(emoji[name]))
    .map((name) => ({ message: 'May not be empty', property: `${property}.${name}` }))
}

/** `textV2`: `{key}` is replaced by its substitution, `{{` and `}}` stand for braces. */
function faultsOfSubstitution(
  { text, substitution = {} }: Message,
  property: string,
  inGroup: boolean
): Detail[] {
  if (typeof text !== 'string') return []
  const at = `${property}.substitution`
  if (!isObject(substitution)) return [{ message: 'Must be an object', property: at }]
  const rest = text.replace(/\{\{|\}\}|\{[0-9a-zA-Z_]{1,20}\}/g, '')
  if (/[{}]/.test(rest)) {
    return [
      { message: 'Has a brace that is neither doubled nor part of a {key}', property: `${property}.text` }
    ]
  }
  const keys = [...text.matchAll(/\{\{|\}\}|\{([0-9a-zA-Z_]{1,20})\}/g)].flatMap(([, key]) => key ?? [])
  const entries = Object.entries(substitution)
  const faults: Detail[] = []
  if (entries.length > MAX_SUBSTITUTIONS) {
    faults.push({ message: `Size must be between 0 and ${MAX_SUBSTITUTIONS}`, property: at })
  }
  for (const key of new Set(keys)) {
    if (!Object.hasOwn(substitution, key))
      faults.push({ message: 'May not be empty', property: `${at}.${key}` })
  }
  const isEmoji = (key: string) => (substitution[key] as Message | undefined)?.type === 'emoji'
  if (keys.filter(isEmoji).length > MAX_EMOJIS) {
    faults.push({ message: `At most ${MAX_EMOJIS} emojis`, property: `${property}.text` })
  }
  for (const [key, value] of entries) {
    const here = `${at}.${key}`
    if (!/^[0-9a-zA-Z_]{1,20}$/.test(key)) {
      faults.push({ message: 'Must be 1 to 20 letters, digits or underscores', property: here })
    }
    if (!isObject(value)) faults.push({ message: 'May not be empty', property: here })
    else if (value.type === 'emoji') faults.push(...faultsOfEmoji(value, here))
    else if (value.type !== 'mention') faults.push({ message: 'Unknown type', property: `${here}.type` })
    else if (!inGroup) faults.push({ message: 'A mention works only in a group or room', property: here })
  }
  return faults
}

function faultsOfQuickReply({ quickReply }: Message, property: string): Detail[] {
  if (quickReply === undefined) return []
  const items = isObject(quickReply) ? quickReply.items : undefined
  if (Array.isArray(items) && items.length >= 1 && items.length <= 13) return []
  return [{ message: 'Size must be between 1 and 13', property: `${property}.quickReply.items` }]
}

const isEmpty = (value: unknown) => value === undefined || value === null || value === ''
