import type { FromSchema } from 'json-schema-to-ts'

const MESSAGE_KINDS = [
  'text',
  'image',
  'video',
  'audio',
  'file',
  'location',
  'sticker',
  'unknownMessage'
] as const
const EVENT_KINDS = [
  'messageEdited',
  'unsend',
  'follow',
  'unfollow',
  'join',
  'leave',
  'memberJoined',
  'memberLeft',
  'postback',
  'videoPlayComplete',
  'beacon',
  'accountLink',
  'membership',
  'module',
  'activated',
  'deactivated',
  'botSuspended',
  'botResumed',
  'delivery',
  'unknownEvent'
] as const

const emoji = {
  type: 'object',
  additionalProperties: false,
  required: ['index', 'length', 'productId', 'emojiId'],
  properties: {
    index: { type: 'integer' },
    length: { type: 'integer' },
    productId: { type: 'string' },
    emojiId: { type: 'string' }
  }
} as const

/** What `POST /simulator/events` takes: which event LINE is to send. Only `type` is required; the rest is made up. */
export const eventSpec = {
  type: 'object',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: {
      type: 'string',
      enum: [...MESSAGE_KINDS, ...EVENT_KINDS],
      description:
        'a message’s type or an event’s; unknownMessage and unknownEvent are what LINE may add one day'
    },
    text: { type: 'string', description: 'text, messageEdited: what it says' },
    emojis: { type: 'array', items: emoji, description: 'text: LINE emoji, in UTF-16 units' },
    mention: {
      type: 'string',
      enum: ['bot', 'all', 'user'],
      description: 'text: puts a mention before the text'
    },
    quotedMessageId: { type: 'string', description: 'text, sticker: the message it quotes' },
    packageId: { type: 'string', description: 'sticker' },
    stickerId: { type: 'string', description: 'sticker' },
    title: { type: 'string', description: 'location' },
    address: { type: 'string', description: 'location' },
    fileName: { type: 'string', description: 'file' },
    data: { type: 'string', description: 'postback, delivery' },
    messageId: { type: 'string', description: 'unsend, messageEdited: which message' },
    failed: { type: 'boolean', description: 'accountLink: linking failed, so there is no reply token' },
    source: {
      type: 'string',
      enum: ['user', 'group', 'room'],
      default: 'user',
      description: 'where it happens'
    },
    user: { type: 'string', description: 'who does it: a display name of GET /simulator/people' },
    anonymous: { type: 'boolean', description: 'group, room: LINE does not say who' },
    mode: { type: 'string', enum: ['active', 'standby'], default: 'active' },
    timestamp: {
      type: 'integer',
      minimum: 0,
      maximum: 2 ** 48 - 1,
      description: 'when it happened, in milliseconds since the epoch; now by default'
    },
    override: {
      type: 'object',
      additionalProperties: true,
      description: 'laid over the event at the end, to send what LINE would not; null takes a property away'
    }
  }
} as const

export type EventSpec = FromSchema<typeof eventSpec, { keepDefaultedPropertiesOptional: true }>
export type EventSpecKind = EventSpec['type']

/** How the events of one webhook are delivered. */
export const deliverySpec = {
  copies: {
    type: 'integer',
    minimum: 1,
    maximum: 100,
    description: 'so many identical webhooks at once; 1 by default'
  },
  delayMs: {
    type: 'integer',
    minimum: 0,
    maximum: 60_000,
    description: 'sent so much later: later events overtake it'
  },
  waitForReplyMs: {
    type: 'integer',
    minimum: 0,
    maximum: 60_000,
    description: 'how long to wait for the reply of a bot that answers the webhook first; 0 by default'
  },
  signature: { type: 'string', enum: ['good', 'bad', 'none'], description: 'good by default' }
} as const

export type DeliverySpec = FromSchema<{
  type: 'object'
  additionalProperties: false
  properties: typeof deliverySpec
}>
