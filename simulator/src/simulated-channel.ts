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

/** How an event is sent, and how long to wait for the reply to it. */
export interface SendOptions extends DeliverySpec {
  /** after the bot's answer to the webhook, in milliseconds; by default what the simulator was made with */
  replyTimeoutMs?: number
}

/** Somebody, or a place, that events come from. */
export interface Speaker {
  /** Says a text. */
  say(text: string, options?: SendOptions & { user?: string }): Promise<Sent>
  /** Sends any event, e.g. `{ type: 'follow' }` or `{ type: 'postback', data: 'x=1' }`. */
  send(spec: EventSpec, options?: SendOptions): Promise<Sent>
}

/** A call of LINE's API by the bot. */
export interface BotRequest {
  /** as LINE's OpenAPI files name it, e.g. `pushMessage`; undefined where LINE has no such operation */
  operation: string | undefined
  method: string
  /** with its query */
  path: string
  /** the body: parsed where it is JSON, text otherwise */
  body: unknown
  status: number | 'dropped'
  /** LINE's answer: parsed where it is JSON, text otherwise */
  response: unknown
  /** in milliseconds since the epoch */
  at: number
  /** the messages that LINE accepted, and the ids of the users, groups and rooms that they went to */
  messages: unknown[]
  chats: string[]
}

/** One channel as a test sees it. */
export interface SimulatedChannel extends Speaker {
  /** what the bot calls instead of `https://api.line.me`; the chat page is at its `/` */
  readonly url: string
  /** what the bot calls instead of `https://api-data.line.me`: the same as `url`, unless there is a `dataPort` */
  readonly dataUrl: string
  readonly channelId: string
  readonly channelSecret: string
  readonly channelAccessToken: string
  /** what can be changed while it runs, e.g. `settings.redelivery = true` */
  readonly settings: Settings
  /** who is there; may be changed */
  readonly people: People
  /** how LINE misbehaves: `faults.add({ operation: 'pushMessage', status: 500, times: 2 })` */
  readonly faults: Faults
  /** everything that went over the wire, newest last */
  readonly exchanges: Exchanges
  /** A user by display name or id, e.g. `user('Ana')`; who is not there yet becomes a friend of the bot. */
  user(who: string): Speaker
  /** A group by display name or id; one that is not there yet has all users, and the bot. */
  group(who: string): Speaker
  /** The same for a chat of several people that is no group. */
  room(who: string): Speaker
  /** Several events in one webhook. */
  sendTogether(specs: EventSpec[], options?: SendOptions): Promise<Sent[]>
  /** Makes events without sending them; their reply tokens are good from now on. */
  create(...specs: EventSpec[]): webhook.Event[]
  /** Sends events that were made. */
  deliver(events: webhook.Event[], manner?: Manner): Promise<Delivery>
  /** Sends an event again, as LINE's redelivery does. */
  redeliver(webhookEventId: string): Promise<Sent | undefined>
  /** LINE's Verify button: a webhook without events; to another address than the bot's, if it is given. */
  verify(url?: string): Promise<Delivery>
  /** What the bot called, the oldest first; all of it, or one operation. */
  requests(operation?: string): BotRequest[]
  /** The webhooks that were sent, the oldest first. */
  webhooks(): WebhookExchange[]
  /** The milliseconds since the epoch, by the simulator's clock. */
  now(): number
  /** The chat with a user, group or room as a test: its events and the replies to them. */
  chat(chatId: string): Chat
  /** Sends the events of a saved chat again. Returns where the replies differ: none when the bot answers as it did. */
  replay(chat: Chat): Promise<Difference[]>
  /** Notes what the bot says of an event, for the chat page. */
  noteOutcome(webhookEventId: string, outcome: Outcome): void
  /** Says on the chat page whether the bot runs. */
  setBotStatus(status: BotStatus): void
  /** @throws with `unhandled: 'error'`, when the bot has called what there is not */
  checkUnhandled(): void
}

interface Options {
  url: string
  dataUrl: string
  replyTimeoutMs: number
  unhandled: 'answer' | 'error'
}

/** What a test does with a channel. The channel is another one after a reset: it is looked up each time. */
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

  /** @throws with `unhandled: 'error'`, when the bot has called what there is not */
  function checkUnhandled(): void {
    if (unhandled !== 'error') return
    const calls = apiExchanges().filter(({ operation, missing }) => missing || !operation)
    if (calls.length === 0) return
    const named = calls.map(
      ({ method, path, missing }) => `${method} ${path}${missing ? ' (the simulator does not have it)' : ''}`
    )
    throw new Error(`the bot called what there is not: ${[...new Set(named)].join(', ')}`)
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
