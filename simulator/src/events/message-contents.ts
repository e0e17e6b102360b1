import { LIMITS } from '../openapi/limits.ts'
import type * as webhook from '../openapi/webhook.ts'
import { CONTENT } from '../state/content.ts'
import type { Ids } from '../state/ids.ts'
import type { People } from '../state/people.ts'
import type { EventContext } from './event-context.ts'
import { ImpossibleEventError, userOf } from './event-source.ts'
import type { EventSpec, MESSAGE_KINDS } from './event-spec.ts'

/** The properties of an event without those that all events have. */
export type Content<E extends webhook.Event = webhook.Event> = E extends webhook.Event
  ? Omit<E, 'mode' | 'timestamp' | 'source' | 'webhookEventId' | 'deliveryContext' | 'replyToken'>
  : never

type MessageKind = (typeof MESSAGE_KINDS)[number]

/** @see https://developers.line.biz/en/reference/messaging-api/#message-event */
export const messageOf = (spec: EventSpec, context: EventContext): webhook.MessageContent =>
  MESSAGES[spec.type as MessageKind](spec, context)

export const MESSAGES: Record<
  MessageKind,
  (spec: EventSpec, context: EventContext) => webhook.MessageContent
> = {
  text: textMessage,
  image: (spec, { ids }) => ({
    type: 'image',
    ...quotable(ids),
    contentProvider: providerOf(spec),
    ...(spec.imageSet && { imageSet: spec.imageSet })
  }),
  video: (spec, { ids }) => ({
    type: 'video',
    ...quotable(ids),
    duration: spec.duration ?? CONTENT.video.durationMs,
    contentProvider: providerOf(spec)
  }),
  audio: (spec, { ids }) => ({
    type: 'audio',
    ...markable(ids),
    duration: spec.duration ?? CONTENT.audio.durationMs,
    contentProvider: providerOf(spec)
  }),
  file: ({ fileName = 'report.pdf', fileSize = CONTENT.file.bytes.length }, { ids }) => ({
    type: 'file',
    ...markable(ids),
    fileName,
    fileSize
  }),
  location: (
    {
      title = 'Taipei 101',
      address = '台北市信義區信義路五段7號',
      latitude = 25.033964,
      longitude = 121.564468
    },
    { ids }
  ) => ({ type: 'location', ...markable(ids), title, address, latitude, longitude }),
  sticker: stickerMessage,
  unknownMessage: (_spec, { ids }) =>
    ({ type: 'hologram', ...quotable(ids), depth: 3 }) as unknown as webhook.MessageContent
}

const markable = (ids: Ids) => ({ id: ids.messageId(), markAsReadToken: ids.markAsReadToken() })
const quotable = (ids: Ids) => ({ ...markable(ids), quoteToken: ids.quoteToken() })

/** For external files, LINE sends only URLs. Audio has no preview. */
function providerOf(spec: EventSpec): webhook.ContentProvider {
  const { type, contentProvider = 'line', originalContentUrl, previewImageUrl } = spec
  if (contentProvider === 'line') {
    if (originalContentUrl === undefined && previewImageUrl === undefined) return { type: 'line' }
    throw new ImpossibleEventError('originalContentUrl and previewImageUrl require contentProvider: external')
  }
  return {
    type: 'external',
    originalContentUrl: originalContentUrl ?? `https://example.com/original.${EXTENSIONS[type as 'image']}`,
    ...(type !== 'audio' && { previewImageUrl: previewImageUrl ?? 'https://example.com/preview.jpg' })
  }
}

const EXTENSIONS = { image: 'jpg', video: 'mp4', audio: 'm4a' }

const MAX_STICKER_TEXT = LIMITS.StickerMessageContent.text.max

/** @see https://developers.line.biz/en/reference/messaging-api/#wh-sticker */
function stickerMessage(spec: EventSpec, { ids }: EventContext): webhook.StickerMessageContent {
  const { packageId = '446', stickerId = '1988', stickerResourceType, keywords = ['Hello', 'Hi'] } = spec
  const says = stickerResourceType === 'MESSAGE'
  if (spec.text !== undefined && stickerResourceType && !says)
    throw new ImpossibleEventError('only a sticker with stickerResourceType MESSAGE has a text')
  if (says && (spec.text ?? '').length > MAX_STICKER_TEXT)
    throw new ImpossibleEventError(`the text of a sticker has at most ${MAX_STICKER_TEXT} characters`)
  return {
    type: 'sticker',
    ...quotable(ids),
    ...(spec.quotedMessageId && { quotedMessageId: spec.quotedMessageId }),
    packageId,
    stickerId,
    stickerResourceType: stickerResourceType ?? 'ANIMATION',
    keywords,
    ...(says && spec.text !== undefined && { text: spec.text })
  }
}

/** @see https://developers.line.biz/en/reference/messaging-api/#wh-text */
export function textMessage(spec: EventSpec, { people, ids }: EventContext): webhook.TextMessageContent {
  const { text = 'Hello', emojis, mention, quotedMessageId, messageId } = spec
  const mentions = [mention ?? []].flat().map((who) => mentionOf(who, people))
  const prefix = mentions.map(({ label }) => `${label} `).join('')
  let index = 0
  const mentionees = mentions.map(({ label, mentionee }) => {
    const placed = { index, length: label.length, ...mentionee }
    index += label.length + 1
    return placed
  })
  return {
    type: 'text',
    ...quotable(ids),
    ...(messageId && { id: messageId }), // an edited message keeps its id
    text: `${prefix}${text}`,
    ...(emojis && { emojis: emojis.map((emoji) => ({ ...emoji, index: emoji.index + prefix.length })) }),
    ...(mentionees.length > 0 && { mention: { mentionees } }),
    ...(quotedMessageId && { quotedMessageId })
  }
}

function mentionOf(who: string, people: People) {
  const { bot, users } = people
  if (who === 'all') return { label: '@All', mentionee: { type: 'all' as const } }
  if (who === 'bot') {
    const mentionee = { type: 'user' as const, userId: bot.userId, isSelf: true }
    return { label: `@${bot.displayName}`, mentionee }
  }
  const { userId, displayName } = who === 'user' && users[1] ? users[1] : userOf(who, people)
  return { label: `@${displayName}`, mentionee: { type: 'user' as const, userId, isSelf: false } }
}
