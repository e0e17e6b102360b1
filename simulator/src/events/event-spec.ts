import { type Static, Type } from 'typebox'
import { ENUMS } from '../openapi/enums.ts'
import { LIMITS } from '../openapi/limits.ts'

export const MESSAGE_KINDS = [...ENUMS.MessageContent.type, 'unknownMessage'] as const
/** A message has its own type for its kind. */
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
  text: text('text, messageEdited: what it says; sticker: what a message sticker says'),
  emojis: Type.Optional(Type.Array(emoji, { description: 'text: LINE emoji, in UTF-16 units' })),
  mention: Type.Optional(
    Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1, maxItems: 20 })], {
      description:
        'text: puts mentions before the text: of the bot (bot), of all (all), of another user (user, or a display name)'
    })
  ),
  quotedMessageId: text('text, sticker: the message it quotes'),
  messageId: text('unsend, messageEdited: which message'),
  contentProvider: oneOf(
    ENUMS.ContentProvider.type,
    'image, video, audio: who has the file; line by default'
  ),
  originalContentUrl: text('image, video, audio of an external contentProvider'),
  previewImageUrl: text('image, video of an external contentProvider'),
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
        'postback: what was picked (date, time or datetime); or, of a richmenuswitch, newRichMenuAliasId: the user’s menu is switched, and status says how that went'
    })
  ),
  displayText: text('postback: what the chat shows as said by the user; LINE does not send it'),
  isUnblocked: flag('follow: whether the user had blocked the bot'),
  members: Type.Optional(
    Type.Array(Type.String(), {
      minItems: 1,
      description: 'memberJoined, memberLeft: display names or user ids'
    })
  ),
  trackingId: text('videoPlayComplete'),
  beacon: oneOf(ENUMS.BeaconContent.type, 'beacon: what happened'),
  hwid: text('beacon'),
  dm: text('beacon: the device message, in hex'),
  failed: flag('accountLink: linking failed, so there is no reply token'),
  nonce: text('accountLink'),
  membership: oneOf(ENUMS.MembershipContent.type, 'membership: what happened'),
  membershipId: integer('membership'),
  module: oneOf(ENUMS.ModuleContent.type, 'module: what happened')
}

const ofEveryEvent = {
  source: oneOf(
    ENUMS.Source.type,
    'where it happens; by default in the chat with a user, or in the group for what happens only there'
  ),
  chatId: text('which group or room: a display name or id; the first one by default'),
  user: text('who does it: a display name or user id of GET /simulator/people; the first user by default'),
  anonymous: flag('group, room: LINE does not say who'),
  mode: oneOf(ENUMS.EventMode, 'active by default'),
  timestamp: integer('when it happened, in milliseconds since the epoch; now by default', {
    maximum: 2 ** 48 - 1
  }),
  override: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), {
      description: 'laid over the event at the end, to send what LINE would not; null takes a property away'
    })
  )
}

/** What `POST /simulator/events` takes: which event LINE is to send. Only `type` is required; the rest is made up. */
export const eventSpec = Type.Object(
  {
    type: Type.Enum([...MESSAGE_KINDS, ...EVENT_KINDS, 'unknownEvent'], {
      type: 'string',
      description:
        'a message’s type or an event’s; unknownMessage and unknownEvent are what LINE may add one day'
    }),
    ...ofMessages,
    ...ofEvents,
    ...ofEveryEvent
  },
  { additionalProperties: false }
)

export type EventSpec = Static<typeof eventSpec>
export type EventSpecKind = EventSpec['type']

/** How the events of one webhook are delivered. */
export const deliverySpec = {
  copies: integer('so many identical webhooks at once; 1 by default', { minimum: 1, maximum: 100 }),
  delayMs: integer('sent so much later: later events overtake it', { maximum: 60_000 }),
  waitForReplyMs: integer(
    'how long to wait for the reply of a bot that answers the webhook first; 0 by default',
    { maximum: 60_000 }
  ),
  signature: oneOf(['good', 'bad', 'none'], 'good by default')
}

const _deliverySpec = Type.Object(deliverySpec)
export type DeliverySpec = Static<typeof _deliverySpec>
