import type { Sent } from './channel.ts'
import { type Chat, chatOf } from './chat-test/chat.ts'
import { type Difference, replay } from './chat-test/replay.ts'
import type { Entry } from './dispatch.ts'
import type { DeliverySpec, EventSpec } from './events/event-spec.ts'
import type { Delivery } from './events/webhook-sender.ts'
import type { Manner } from './events/webhooks.ts'
import type * as webhook from './openapi/webhook.ts'
import type { BotStatus } from './state/bot-status.ts'
import type { ApiExchange, Exchanges, Outcome, WebhookExchange } from './state/exchanges.ts'
import type { Faults } from './state/faults.ts'
import type { People } from './state/people.ts'
import type { Settings } from './state/settings.ts'

/** How to send an event, and how long to wait for its reply. */
export interface SendOptions extends DeliverySpec {
  /** how long to wait after the bot's response to the webhook, in milliseconds; the simulator's option by default */
  replyTimeoutMs?: number
}

/** A user, group or room that sends events. */
export interface Speaker {
  /**
   * Sends a text message. In a group or room, `user` is its sender.
   *
   * @example const { replies } = await line.group('Team').say('hi', { user: 'Ana' })
   */
  say(text: string, options?: SendOptions & { user?: string }): Promise<Sent>
  /** Sends any event, e.g. `{ type: 'follow' }` or `{ type: 'postback', data: 'x=1' }`. */
  send(spec: EventSpec, options?: SendOptions): Promise<Sent>
}

/** A call of LINE's API by the bot. */
export interface BotRequest {
  /** name in LINE's OpenAPI files, e.g. `pushMessage`; undefined if LINE has no such operation */
  operation: string | undefined
  method: string
  /** including the query */
  path: string
  /** the body, parsed if it is JSON, otherwise as text */
  body: unknown
  status: number | 'dropped'
  /** LINE's response, parsed if it is JSON, otherwise as text */
  response: unknown
  /** in milliseconds since the epoch */
  at: number
  /** the messages that LINE accepted, and in `chats` the ids of their recipients: users, groups and rooms */
  messages: unknown[]
  chats: string[]
}

/** The API of one channel for tests. */
export interface SimulatedChannel extends Speaker {
  /** base URL to call instead of `https://api.line.me`; also serves the chat page at `/` */
  readonly url: string
  /** base URL to call instead of `https://api-data.line.me`; the same as `url` without a `dataPort` */
  readonly dataUrl: string
  readonly channelId: string
  readonly channelSecret: string
  readonly channelAccessToken: string
  /** the settings; assign to change them, e.g. `settings.redelivery = true` */
  readonly settings: Settings
  /** the bot, users, groups and rooms; may be changed */
  readonly people: People
  /** simulated failures of LINE: `faults.add({ operation: 'pushMessage', status: 500, times: 2 })` */
  readonly faults: Faults
  /** all webhooks and calls, oldest first */
  readonly exchanges: Exchanges
  /** Returns the user with this display name or id, e.g. `user('Ana')`. Creates a friend of the bot if there is none. */
  user(who: string): Speaker
  /** Returns the group with this display name or id. Creates a group of the bot and all users if there is none. */
  group(who: string): Speaker
  /** The same for a room: a multi-person chat that is not a group. */
  room(who: string): Speaker
  /** Sends several events in one webhook. */
  sendTogether(specs: EventSpec[], options?: SendOptions): Promise<Sent[]>
  /** Creates events without sending them. Their reply tokens are valid from now on. */
  create(...specs: EventSpec[]): webhook.Event[]
  /** Sends events that `create` returned, in one webhook. */
  deliver(events: webhook.Event[], manner?: Manner): Promise<Delivery>
  /** Redelivers an event. Resolves with undefined if the id is unknown. */
  redeliver(webhookEventId: string): Promise<Sent | undefined>
  /** Sends a webhook without events to the bot or to `url`, as LINE's Verify button does. */
  verify(url?: string): Promise<Delivery>
  /** The bot's calls, oldest first; of one operation, if it is given. */
  requests(operation?: string): BotRequest[]
  /** The webhooks sent to the bot, oldest first. */
  webhooks(): WebhookExchange[]
  /** The time of the simulator's clock, in milliseconds since the epoch. */
  now(): number
  /** Saves the chat with a user, group or room as a test: its events and their replies. */
  chat(chatId: string): Chat
  /** Sends the events of a saved chat again. Resolves with the differences in the bot's replies. */
  replay(chat: Chat): Promise<Difference[]>
  /** Shows the outcome that the bot logged for an event on the chat page. */
  noteOutcome(webhookEventId: string, outcome: Outcome): void
  /** Shows the state of the bot's process on the chat page. */
  setBotStatus(status: BotStatus): void
  /** @throws Error with `unhandled: 'error'`, if the bot has called an unknown operation */
  checkUnhandled(): void
}

interface Options {
  url: string
  dataUrl: string
  replyTimeoutMs: number
  unhandled: 'answer' | 'error'
}

/** A reset replaces the channel, so every function reads `entry.channel` when it is called. */
export function createSimulatedChannel(
  entry: Entry,
  { url, dataUrl, replyTimeoutMs, unhandled }: Options
): SimulatedChannel {
  const now = () => entry.channel

  async function sendTogether(specs: EventSpec[], options: SendOptions = {}): Promise<Sent[]> {
    const { replyTimeoutMs: timeoutMs = replyTimeoutMs, ...manner } = options
    const channel = now()
    const sent = await channel.send(specs, manner)
    const events = sent.map(({ event }) => event)
    if (timeoutMs > 0 && !sent[0]?.delivery.reason) await channel.repliesTo(events, timeoutMs)
    checkUnhandled()
    return sent.map((one) => ({ ...one, replies: channel.repliesOf(one.event) }))
  }

  async function send(spec: EventSpec, options?: SendOptions): Promise<Sent> {
    const [sent] = await sendTogether([spec], options)
    return sent as Sent
  }

  /** @throws Error with `unhandled: 'error'`, if the bot has called an unknown operation */
  function checkUnhandled(): void {
    if (unhandled !== 'error') return
    const calls = apiExchanges().filter(({ operation, missing }) => missing || !operation)
    if (calls.length === 0) return
    const named = calls.map(
      ({ method, path, missing }) =>
        `${method} ${path}${missing ? ' (not implemented by the simulator)' : ''}`
    )
    throw new Error(`the bot called unknown operations: ${[...new Set(named)].join(', ')}`)
  }

  const apiExchanges = () =>
    now()
      .exchanges.list()
      .filter((exchange) => exchange.kind === 'api')

  const speaker = (place: () => Partial<EventSpec>): Speaker => ({
    say: (text, { user, ...options } = {}) =>
      send({ type: 'text', text, ...place(), ...(user && { user }) }, options),
    send: (spec, options) => send({ ...place(), ...spec }, options)
  })

  return {
    url,
    dataUrl,
    get channelId() {
      return now().settings.channelId
    },
    get channelSecret() {
      return now().settings.channelSecret
    },
    get channelAccessToken() {
      return now().settings.channelAccessToken
    },
    get settings() {
      return now().settings
    },
    get people() {
      return now().people
    },
    get faults() {
      return now().faults
    },
    get exchanges() {
      return now().exchanges
    },
    ...speaker(() => ({})),
    user: (who) => speaker(() => ({ user: now().meet('user', who) })),
    group: (who) => speaker(() => ({ source: 'group', chatId: now().meet('group', who) })),
    room: (who) => speaker(() => ({ source: 'room', chatId: now().meet('room', who) })),
    sendTogether,
    create: (...specs) => now().create(...specs),
    deliver: (events, manner) => now().deliver(events, manner),
    redeliver: (webhookEventId) => now().redeliver(webhookEventId),
    verify: (url) => now().verify(url),
    requests: (operation) =>
      apiExchanges()
        .filter((exchange) => operation === undefined || exchange.operation === operation)
        .map(requestOf),
    webhooks: () =>
      now()
        .exchanges.list()
        .filter((exchange) => exchange.kind === 'webhook'),
    now: () => now().now(),
    chat: (chatId) => chatOf(now(), chatId),
    replay: (chat) => replay(now(), chat, { replyTimeoutMs }),
    noteOutcome: (webhookEventId, outcome) => now().noteOutcome(webhookEventId, outcome),
    setBotStatus: (status) => now().bot.set(status),
    checkUnhandled
  }
}

function requestOf({
  operation,
  method,
  path,
  request,
  status,
  response,
  at,
  messages,
  chats
}: ApiExchange): BotRequest {
  return {
    operation,
    method,
    path,
    body: parsed(request),
    status,
    response: parsed(response),
    at,
    messages: messages ?? [],
    chats: chats ?? []
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
