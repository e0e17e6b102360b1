import { type Static, Type } from 'typebox'
import { ENUMS } from '../openapi/enums.ts'
import { LIMITS } from '../openapi/limits.ts'

export const MESSAGE_KINDS = [...ENUMS.MessageContent.type, 'unknownMessage'] as const
/** The types of events. For `message`, the type of the message is used instead. */
const EVENT_KINDS = ENUMS.Event.type.filter((type) => type !== 'message')

const text = (description: string, options = {}) => Type.Optional(Type.String({ description, ...options }))
const integer = (description: string, options = {}) =>
  Type.Optional(Type.Integer({ minimum: 0, description, ...options }))
const flag = (description: string) => Type.Optional(Type.Boolean({ description }))
const oneOf = <const Values extends string[]>(
  values: readonly [...Values],
  description: string,
  options = {}
) => Type.Optional(Type.Enum(values, { type: 'string', description, ...options }))

const emoji = Type.Object(
  {
    index: Type.Integer(),
    length: Type.Integer(),
    productId: Type.String(),
    emojiId: Type.String()
  },
  { additionalProperties: false }
)

const imageSet = Type.Object(
  {
    id: Type.String(),
    index: Type.Optional(Type.Integer({ minimum: 1 })),
    total: Type.Optional(Type.Integer({ minimum: 1 }))
  },
  { additionalProperties: false }
)

const ofMessages = {
  text: text('text, messageEdited: the text; sticker: the text of a message sticker'),
  emojis: Type.Optional(Type.Array(emoji, { description: 'text: LINE emoji, in UTF-16 units' })),
  mention: Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1, maxItems: 20 })], {
      description:
        'text: adds mentions before the text: of the bot (bot), of everyone (all), of another user (user, or a display name)'
    })
  ),
  quotedMessageId: text('text, sticker: id of the quoted message'),
  messageId: text('unsend, messageEdited: id of the message'),
  contentProvider: oneOf(
    ENUMS.ContentProvider.type,
    'image, video, audio: who hosts the file; line by default'
  ),
  originalContentUrl: text('image, video, audio with an external contentProvider'),
  previewImageUrl: text('image, video with an external contentProvider'),
  imageSet: Type.Optional(imageSet),
  duration: integer('video, audio: in milliseconds'),
  fileName: text('file'),
  fileSize: integer('file: in bytes'),
  title: text('location'),
  address: text('location'),
  latitude: Type.Optional(Type.Number({ minimum: -90, maximum: 90 })),
  longitude: Type.Optional(Type.Number({ minimum: -180, maximum: 180 })),
  packageId: text('sticker'),
  stickerId: text('sticker'),
  stickerResourceType: oneOf(ENUMS.StickerMessageContent.stickerResourceType, 'sticker'),
  keywords: Type.Optional(
    Type.Array(Type.String(), {
      maxItems: LIMITS.StickerMessageContent.keywords.max,
      description: 'sticker'
    })
  )
}

const ofEvents = {
  data: text('postback, delivery'),
  params: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description:
        'postback: the picked date, time or datetime; or newRichMenuAliasId, to switch the user’s rich menu'
    })
  ),
  displayText: text('postback: text that the chat shows as the user’s message; not part of the event'),
  isUnblocked: flag('follow: whether the user had blocked the bot'),
  members: Type.Optional(
    Type.Array(Type.String(), {
      minItems: 1,
      description: 'memberJoined, memberLeft: display names or user ids'
    })
  ),
  trackingId: text('videoPlayComplete'),
  beacon: oneOf(ENUMS.BeaconContent.type, 'beacon: type of the event'),
  hwid: text('beacon'),
  dm: text('beacon: the device message, in hex'),
  failed: flag('accountLink: the linking failed; the event has no reply token'),
  nonce: text('accountLink'),
  membership: oneOf(ENUMS.MembershipContent.type, 'membership: type of the event'),
  membershipId: integer('membership'),
  module: oneOf(ENUMS.ModuleContent.type, 'module: type of the event')
}

const ofEveryEvent = {
  source: oneOf(
    ENUMS.Source.type,
    'type of the chat; by default user, or group for events that only occur in groups'
  ),
  chatId: text('display name or id of the group or room; the first one by default'),
  user: text('display name or user id of the sender, from GET /simulator/people; the first user by default'),
  anonymous: flag('group, room: omits the user id from the source'),
  mode: oneOf(ENUMS.EventMode, 'active by default'),
  timestamp: integer('time of the event, in milliseconds since the epoch; now by default', {
    maximum: 2 ** 48 - 1
  }),
  override: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description:
        'merged into the finished event, to send events that LINE would not send; null removes a property'
    })
  )
}

/** Body of `POST /simulator/events`: the event to send. Only `type` is required; other properties have defaults. */
export const eventSpec = Type.Object(
  {
    type: Type.Enum([...MESSAGE_KINDS, ...EVENT_KINDS, 'unknownEvent'], {
      type: 'string',
      description:
        'type of a message or an event; unknownMessage and unknownEvent simulate types that LINE may add in the future'
    }),
    ...ofMessages,
    ...ofEvents,
    ...ofEveryEvent
  },
  { additionalProperties: false }
)

export type EventSpec = Static<typeof eventSpec>
export type EventSpecKind = EventSpec['type']

/** How to deliver the events of one webhook. */
export const deliverySpec = {
  copies: integer('number of identical webhooks to send at once; 1 by default', { minimum: 1, maximum: 100 }),
  delayMs: integer('delay before sending, in milliseconds; later events overtake this one', {
    maximum: 60_000
  }),
  waitForReplyMs: integer(
    'how long to wait for a reply after the bot’s response to the webhook, in milliseconds; 0 by default',
    { maximum: 60_000 }
  ),
  signature: oneOf(['good', 'bad', 'none'], 'good by default')
}

const _deliverySpec = Type.Object(deliverySpec)
export type DeliverySpec = Static<typeof _deliverySpec>
