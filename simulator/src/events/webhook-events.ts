import type * as webhook from '../openapi/webhook.ts'
import type { People } from '../state/people.ts'
import type { EventContext } from './event-context.ts'
import { chatOfSource, ImpossibleEventError, sourceOf, userOf } from './event-source.ts'
import type { EventSpec, EventSpecKind } from './event-spec.ts'
import { type Content, MESSAGES, messageOf, textMessage } from './message-contents.ts'

/**
 * Creates a webhook event as LINE would send it, with its properties in LINE's order.
 *
 * @throws ImpossibleEventError for an event that LINE could not send
 * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
export function createEvent(spec: EventSpec, context: EventContext): webhook.Event {
  const { people, ids, now } = context
  const { timestamp = now() } = spec
  const source = sourceOf(spec, people)
  const mode = spec.mode ?? (isInStandby(spec, source, context) ? 'standby' : 'active')
  const event = {
    ...contentOf(spec, context),
    webhookEventId: ids.ulid(timestamp),
    deliveryContext: { isRedelivery: false },
    timestamp,
    ...(source && { source }),
    ...(mode === 'active' && hasReplyToken(spec) && { replyToken: ids.replyToken() }),
    mode
  }
  return (spec.override ? overridden(event, spec.override) : event) as webhook.Event
}

/** Events that are always `active`, regardless of which channel controls the chat. */
const ALWAYS_ACTIVE = new Set<EventSpecKind>([
  'module',
  'activated',
  'deactivated',
  'botSuspended',
  'botResumed'
])

function isInStandby(
  { type }: EventSpec,
  source: webhook.Source | undefined,
  { isStandby }: EventContext
): boolean {
  if (!source || ALWAYS_ACTIVE.has(type)) return false
  return isStandby?.(chatOfSource(source)) ?? false
}

/**
 * Merges `override` into the event, and removes properties that are null, because LINE omits properties without a
 * value.
 */
function overridden(event: object, override: object): object {
  return Object.fromEntries(Object.entries({ ...event, ...override }).filter(([, value]) => value !== null))
}

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

function contentOf(spec: EventSpec, context: EventContext): Content {
  if (Object.hasOwn(MESSAGES, spec.type))
    return { type: 'message', message: messageOf(spec, context) } as Content
  return EVENTS[spec.type as keyof typeof EVENTS](spec, context)
}

const EVENTS: Record<
  Exclude<EventSpecKind, keyof typeof MESSAGES>,
  (spec: EventSpec, context: EventContext) => Content
> = {
  messageEdited: (spec, context) => ({ type: 'messageEdited', message: textMessage(spec, context) }),
  unsend: ({ messageId }, { ids }) => ({
    type: 'unsend',
    unsend: { messageId: messageId ?? ids.messageId() }
  }),
  follow: ({ isUnblocked = false }) => ({ type: 'follow', follow: { isUnblocked } }),
  unfollow: () => ({ type: 'unfollow' }),
  join: () => ({ type: 'join' }),
  leave: () => ({ type: 'leave' }),
  memberJoined: (spec, { people }) => ({
    type: 'memberJoined',
    joined: { members: membersOf(spec, people) }
  }),
  memberLeft: (spec, { people }) => ({ type: 'memberLeft', left: { members: membersOf(spec, people) } }),
  postback: ({ data = 'action=buy&itemid=1', params }) => ({
    type: 'postback',
    postback: { data, ...(params && { params: checkedParams(params) }) }
  }),
  videoPlayComplete: ({ trackingId = 'track-1' }) => ({
    type: 'videoPlayComplete',
    videoPlayComplete: { trackingId }
  }),
  beacon: ({ beacon = 'enter', hwid = 'd41d8cd98f', dm }) => ({
    type: 'beacon',
    beacon: { hwid, type: beacon, ...(dm !== undefined && { dm }) }
  }),
  accountLink: ({ failed, nonce }, { ids }) => ({
    type: 'accountLink',
    link: { result: failed ? 'failed' : 'ok', nonce: nonce ?? ids.hex(32) }
  }),
  membership: ({ membership = 'joined', membershipId = 3189 }) => ({
    type: 'membership',
    membership: { type: membership, membershipId }
  }),
  module: ({ module = 'attached' }, { people: { bot } }) => ({
    type: 'module',
    module:
      module === 'attached'
        ? { type: 'attached', botId: bot.userId, scopes: ['message:send', 'message:receive'] }
        : { type: 'detached', botId: bot.userId, reason: 'bot_deleted' }
  }),
  activated: (_spec, { now }) => ({ type: 'activated', chatControl: { expireAt: now() + 3_600_000 } }),
  deactivated: () => ({ type: 'deactivated' }),
  botSuspended: () => ({ type: 'botSuspended' }),
  botResumed: () => ({ type: 'botResumed' }),
  delivery: ({ data = 'delivery-tag' }) => ({ type: 'delivery', delivery: { data } }),
  unknownEvent: () => ({ type: 'brandNew', brandNew: { since: 2027 } }) as unknown as Content
}

function membersOf({ members }: EventSpec, people: People): webhook.UserSource[] {
  const users = members ? members.map((who) => userOf(who, people)) : people.users.slice(1, 2)
  return users.map(({ userId }) => ({ type: 'user', userId }))
}

const DATE = '\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])'
const TIME = '([01]\\d|2[0-3]):[0-5]\\d'

/** https://developers.line.biz/en/reference/messaging-api/#postback-params-object-for-datetime-selection-action */
const PICKED: Record<string, RegExp> = {
  date: new RegExp(`^${DATE}$`),
  time: new RegExp(`^${TIME}$`),
  datetime: new RegExp(`^${DATE}T${TIME}$`)
}

/** https://developers.line.biz/en/reference/messaging-api/#postback-params-object-for-richmenu-switch-action */
const SWITCHED = ['SUCCESS', 'RICHMENU_ALIAS_ID_NOTFOUND', 'RICHMENU_NOTFOUND', 'FAILED']

function checkedParams(params: Record<string, string>): Record<string, string> {
  const keys = Object.keys(params)
  if ('newRichMenuAliasId' in params) {
    const { status = '' } = params
    if (keys.every((key) => key === 'newRichMenuAliasId' || key === 'status') && SWITCHED.includes(status))
      return params
    throw new ImpossibleEventError(
      `params of a richmenuswitch are newRichMenuAliasId and status, one of ${SWITCHED.join(', ')}`
    )
  }
  const [key = ''] = keys
  if (keys.length === 1 && PICKED[key]?.test(params[key] ?? '')) return params
  throw new ImpossibleEventError(
    'params must have one of date (2026-11-25), time (10:30), datetime (2026-11-25T10:30) or newRichMenuAliasId'
  )
}
