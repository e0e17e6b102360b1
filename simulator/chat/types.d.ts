/** The data of the page: the objects that the simulator's control API sends, and those that the page derives from them. */

/** An object whose content is decided by a bot or a script. Each property is checked where it is used. */
export type Unchecked = Record<string, unknown>

/** A webhook that the simulator sent, and the bot's response. */
export interface Webhook {
  kind: 'webhook'
  id: number
  /** when it was sent, in milliseconds since the epoch */
  at: number
  url: string
  /** 1 for the first delivery, 2 for its first redelivery … */
  attempt: number
  /** the exact body, in JSON */
  body: string
  signature?: string | undefined
  /** absent when it was signed as LINE signs */
  signed?: 'bad' | 'none'
  /** the ids of its chats */
  chats: string[]
  webhookEventIds: string[]
  /** by event id, the text that the chat shows for a postback */
  displayTexts?: Record<string, string>
  /** by event id, the outcome in the bot's log: in the playground only */
  outcomes?: Record<string, { outcome: string; reason?: string; words?: string }>
  /** the number of replies to its events that a fault delays */
  delayedReplies?: number
  /** the time until the response, or until the simulator stopped waiting; absent while it waits */
  ms?: number
  status?: number
  /** absent when the bot responded 2xx */
  reason?: string
  detail?: string
}

/** A call of LINE's API by the bot, and the simulator's response. */
export interface Call {
  kind: 'api'
  id: number
  /** when it ended, in milliseconds since the epoch */
  at: number
  method: string
  path: string
  request: string
  status: number | 'dropped'
  response: string
  requestId: string
  ms: number
  /** for accepted messages: the ids of the chats that they went to */
  chats?: string[]
  messages?: unknown[]
}

export type Exchange = Webhook | Call

/** An event of a webhook. A script can override any property: the page must survive other types. */
export interface WebhookEvent {
  type: string
  webhookEventId: string
  timestamp: number
  source?: { userId?: string; groupId?: string; roomId?: string }
  message?: Unchecked
  replyToken?: string
  postback?: Unchecked
  deliveryContext?: { isRedelivery?: boolean }
}

/** A webhook with the calls that it caused, or one call of unknown cause. */
export interface Group {
  /** the id of its first exchange */
  id: number
  webhook?: Webhook
  calls: Call[]
}

export type Tone = 'good' | 'quiet' | 'warn' | 'bad'

/** The result of one event in one of its deliveries. */
export interface Outcome {
  label: string
  tone: Tone
  /** the bot's own words, from its log */
  words?: string | undefined
}

/** One line of a chat: a message, an event without a message, or the start of a day. */
export interface Entry {
  type: 'message' | 'event' | 'day'
  key: string
  at: number
  /** the id of the user or bot that sent it */
  by?: string | undefined
  /** sent by the user whose view the chat is */
  isMine?: boolean
  isBots?: boolean
  message?: unknown
  event?: WebhookEvent
  /** the webhooks that carried the event, oldest first */
  deliveries?: Webhook[]
}

interface Gathering {
  displayName: string
  /** the ids of its users */
  members: string[]
  /** whether the bot is in it */
  joined: boolean
}

export interface People {
  bot: { userId: string; displayName: string }
  users: { userId: string; displayName: string }[]
  groups: (Gathering & { groupId: string })[]
  rooms: (Gathering & { roomId: string })[]
}

/** A chat that can be opened: with a user, in a group or in a room. */
export interface Chat {
  id: string
  name: string
  kind: 'user' | 'group' | 'room'
}

/** A channel of the simulator, which can have several. */
export interface Channel {
  channelId: string
  displayName: string
  /** of its chat page */
  path: string
}

export interface Settings {
  channelId?: string
  webhookUrl?: string
  useWebhook?: boolean
  redelivery?: boolean
}

/** A simulated failure of LINE. */
export interface Fault {
  /** by default, those of the reply API */
  operation?: string
  api?: string
  latencyMs?: number
  status?: number
  drop?: string
  times?: number
  replyToken?: string
}

/** The bot's process, in the playground. */
export interface BotStatus {
  state: 'starting' | 'listening' | 'stopped'
  /** in milliseconds since the epoch */
  since: number
  title?: string
  remedy?: string
  output?: string
}

export interface RichMenu {
  richMenuId: string
  size: { width: number; height: number }
  selected: boolean
  chatBarText: string
  areas: { bounds: { x: number; y: number; width: number; height: number }; action: Unchecked }[]
}

/** Something in a JSON text that LINE would reject. `line` and `column` start at 1. */
export interface Problem {
  line: number
  column: number
  offset: number
  length: number
  /** as LINE writes its path; absent when the text is not JSON */
  property?: string
  message: string
}

/** What a JSON text is, and what LINE would reject in it. */
export interface Validation {
  /** `none` when it is not JSON */
  kind: string
  messages?: unknown[]
  richMenu?: Unchecked
  problems: Problem[]
}

/** A message of the gallery. */
export type Sample = [name: string, message: unknown]

/** A component of a Flex Message, where it is in the message, and the box around it. */
export interface FlexPart {
  component: Unchecked
  where: string
  parent: FlexParent
}

export interface FlexParent {
  layout: unknown
  spacing?: unknown
  alignItems?: unknown
  /** no `spacing` goes before the first component */
  isFirst?: boolean
  /** the component's `flex` when it has none */
  defaultFlex?: number
}
