import { randomInt } from 'node:crypto'
import createError from '@fastify/error'
import type { webhook } from '@line/bot-sdk'
import type { EventSpec, EventSpecKind } from './event-spec.ts'
import * as ids from './ids.ts'
import type { People } from './people.ts'

const UnknownUserError = createError('SIMULATOR_ERR_USER', 'there is no user %s: there are %s', 400)

/** What an event has beside what every event has. */
type Content<E extends webhook.Event = webhook.Event> = E extends webhook.Event
  ? Omit<E, 'mode' | 'timestamp' | 'source' | 'webhookEventId' | 'deliveryContext' | 'replyToken'>
  : never

/**
 * A webhook event as LINE would send it, with its properties in LINE's order.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export function createEvent(spec: EventSpec, people: People): webhook.Event {
  const { mode = 'active', timestamp = Date.now() } = spec
  const event = {
    ...CONTENTS[spec.type](spec, people),
    webhookEventId: ids.ulid(timestamp + randomInt(1, 50)),
    deliveryContext: { isRedelivery: false },
    timestamp,
    ...(!WITHOUT_SOURCE.has(spec.type) && { source: sourceOf(spec, people) }),
    ...(mode === 'active' && hasReplyToken(spec) && { replyToken: ids.replyToken() }),
    mode
  }
  return (spec.override ? overridden(event, spec.override) : event) as webhook.Event
}

/** The event with some properties replaced, and those that are null taken away: LINE leaves out what has no value. */
function overridden(event: object, override: object): object {
  return Object.fromEntries(Object.entries({ ...event, ...override }).filter(([, value]) => value !== null))
}

const WITHOUT_SOURCE = new Set<EventSpecKind>(['module', 'botSuspended', 'botResumed'])
const WITHOUT_REPLY_TOKEN = new Set<EventSpecKind>([
  'unsend',
  'unfollow',
  'leave',
  'memberLeft',
  'module',
  'activated',
  'deactivated',
  'botSuspended',
  'botResumed',
  'delivery'
])

const hasReplyToken = ({ type, failed }: EventSpec) =>
  !WITHOUT_REPLY_TOKEN.has(type) && !(type === 'accountLink' && failed)

function sourceOf(
  { source = 'user', user, anonymous }: EventSpec,
  { users, group, room }: People
): webhook.Source {
  const who = user === undefined ? users[0] : users.find(({ displayName }) => displayName === user)
  if (!who) throw new UnknownUserError(user, users.map(({ displayName }) => displayName).join(', '))
  const { userId } = who
  const author = anonymous ? {} : { userId }
  if (source === 'group') return { type: 'group', groupId: group.groupId, ...author }
  if (source === 'room') return { type: 'room', roomId: room.roomId, ...author }
  return { type: 'user', userId }
}

const CONTENTS: Record<EventSpecKind, (spec: EventSpec, people: People) => Content> = {
  text: (spec, people) => ({ type: 'message', message: textMessage(spec, people) }),
  image: () => ({
    type: 'message',
    message: { type: 'image', ...quotable(), contentProvider: { type: 'line' } }
  }),
  video: () => ({
    type: 'message',
    message: { type: 'video', ...quotable(), duration: 5_000, contentProvider: { type: 'line' } }
  }),
  audio: () => ({
    type: 'message',
    message: { type: 'audio', ...markable(), duration: 3_000, contentProvider: { type: 'line' } }
  }),
  file: ({ fileName = 'report.pdf' }) => ({
    type: 'message',
    message: { type: 'file', ...markable(), fileName, fileSize: 2_138 }
  }),
  location: ({ title = 'Taipei 101', address = '台北市信義區信義路五段7號' }) => ({
    type: 'message',
    message: { type: 'location', ...markable(), title, address, latitude: 25.033964, longitude: 121.564468 }
  }),
  sticker: ({ packageId = '446', stickerId = '1988', quotedMessageId }) => ({
    type: 'message',
    message: {
      type: 'sticker',
      ...quotable(),
      ...(quotedMessageId && { quotedMessageId }),
      packageId,
      stickerId,
      stickerResourceType: 'ANIMATION',
      keywords: ['Hello', 'Hi']
    }
  }),
  unknownMessage: () =>
    ({ type: 'message', message: { type: 'hologram', ...quotable(), depth: 3 } }) as unknown as Content,

  messageEdited: (spec, people) => ({ type: 'messageEdited', message: textMessage(spec, people) }),
  unsend: ({ messageId = ids.messageId() }) => ({ type: 'unsend', unsend: { messageId } }),
  follow: () => ({ type: 'follow', follow: { isUnblocked: false } }),
  unfollow: () => ({ type: 'unfollow' }),
  join: () => ({ type: 'join' }),
  leave: () => ({ type: 'leave' }),
  memberJoined: (_spec, people) => ({ type: 'memberJoined', joined: { members: newcomers(people) } }),
  memberLeft: (_spec, people) => ({ type: 'memberLeft', left: { members: newcomers(people) } }),
  postback: ({ data = 'action=buy&itemid=1' }) => ({ type: 'postback', postback: { data } }),
  videoPlayComplete: () => ({
    type: 'videoPlayComplete',
    videoPlayComplete: { trackingId: 'track-1' }
  }),
  beacon: () => ({ type: 'beacon', beacon: { hwid: 'd41d8cd98f', type: 'enter' } }),
  accountLink: ({ failed }) => ({
    type: 'accountLink',
    link: { result: failed ? 'failed' : 'ok', nonce: ids.hex(32) }
  }),
  membership: () => ({
    type: 'membership',
    membership: { type: 'joined', membershipId: 3189 }
  }),
  module: () => ({
    type: 'module',
    module: { type: 'attached', botId: ids.userId(), scopes: ['message:send', 'message:receive'] }
  }),
  activated: () => ({ type: 'activated', chatControl: { expireAt: Date.now() + 3_600_000 } }),
  deactivated: () => ({ type: 'deactivated' }),
  botSuspended: () => ({ type: 'botSuspended' }),
  botResumed: () => ({ type: 'botResumed' }),
  delivery: ({ data = 'delivery-tag' }) => ({ type: 'delivery', delivery: { data } }),
  unknownEvent: () => ({ type: 'brandNew', brandNew: { since: 2027 } }) as unknown as Content
}

const markable = () => ({ id: ids.messageId(), markAsReadToken: ids.markAsReadToken() })
const quotable = () => ({ ...markable(), quoteToken: ids.quoteToken() })
const newcomers = ({ users }: People): webhook.UserSource[] =>
  users.slice(1, 2).map(({ userId }) => ({ type: 'user', userId }))

function textMessage(spec: EventSpec, people: People): webhook.TextMessageContent {
  const { text = 'Hello', emojis, mention, quotedMessageId, messageId } = spec
  const mentioned = mention && MENTIONS[mention](people)
  const shift = mentioned ? mentioned.prefix.length + 1 : 0
  return {
    type: 'text',
    ...quotable(),
    ...(messageId && { id: messageId }), // an edited message keeps its id
    text: mentioned ? `${mentioned.prefix} ${text}` : text,
    ...(emojis && { emojis: emojis.map((emoji) => ({ ...emoji, index: emoji.index + shift })) }),
    ...(mentioned && {
      mention: { mentionees: [{ index: 0, length: mentioned.prefix.length, ...mentioned.mentionee }] }
    }),
    ...(quotedMessageId && { quotedMessageId })
  }
}

type Mentionee = webhook.Mentionee extends infer M
  ? M extends M
    ? Omit<M, 'index' | 'length'>
    : never
  : never

const MENTIONS: Record<
  NonNullable<EventSpec['mention']>,
  (people: People) => { prefix: string; mentionee: Mentionee }
> = {
  bot: ({ bot }) => ({
    prefix: `@${bot.displayName}`,
    mentionee: { type: 'user', userId: bot.userId, isSelf: true }
  }),
  all: () => ({ prefix: '@All', mentionee: { type: 'all' } }),
  user: ({ users }) => ({
    prefix: `@${users[1]?.displayName}`,
    mentionee: { type: 'user', userId: users[1]?.userId ?? '', isSelf: false }
  })
}
