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

/** How an event is sent, and how long to wait for the reply. */
export interface SendOptions extends DeliverySpec {
  /** how long to wait after the bot has answered the webhook, in milliseconds; by default that of `createSimulator` */
  replyTimeoutMs?: number
}

/** A user, group or room that sends events. */
export interface Speaker {
  /**
   * Sends a text. Resolves with the event, the bot's answer to the webhook and the replies. In a group or room, `user` names
   * who writes.
   *
   * @example const { delivery, replies } = await line.group('Team').say('hello', { user: 'Ana' })
   * @throws Error with code `SIMULATOR_ERR_USER` for an unknown `user`; with `unhandled: 'error'`, when the bot has called an
   *   operation that does not exist
   */
  say(text: string, options?: SendOptions & { user?: string }): Promise<Sent>
  /**
   * Sends any event or message. Only its `type` is required.
   *
   * @example const { replies } = await line.send({ type: 'postback', data: 'x=1' })
   * @throws Error with code `SIMULATOR_ERR_EVENT` for an event that LINE would not send, and as `say` does
   * @see https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
   */
  send(spec: EventSpec, options?: SendOptions): Promise<Sent>
}

/** A call of LINE's API by the bot. */
export interface BotRequest {
  /** its name in LINE's OpenAPI files, e.g. `pushMessage`; undefined if LINE has no such operation */
  operation: string | undefined
  method: string
  /** including the query */
  path: string
  /** the body: parsed if it is JSON, otherwise text */
  body: unknown
  status: number | 'dropped'
  /** LINE's answer: parsed if it is JSON, otherwise text */
  response: unknown
  /** when, in milliseconds since the epoch */
  at: number
  /** the messages that LINE accepted */
  messages: unknown[]
  /** the ids of the users, groups and rooms that received them */
  chats: string[]
}

/** One channel: its credentials, its users, and what was sent. */
export interface SimulatedChannel extends Speaker {
  /** the address to call instead of `https://api.line.me`; the chat page is at its `/` */
  readonly url: string
  /** the address to call instead of `https://api-data.line.me`: `url`, unless there is a `dataPort` */
  readonly dataUrl: string
  readonly channelId: string
  readonly channelSecret: string
  readonly channelAccessToken: string
  /**
   * the settings, which can be changed
   *
   * @example line.settings.redelivery = true
   */
  readonly settings: Settings
  /**
   * the bot, users, groups and rooms, which can be changed
   *
   * @example line.people.users.push({ userId: `U${'1'.repeat(32)}`, displayName: 'Ana', friend: true, blocked: false })
   */
  readonly people: People
  /**
   * how LINE misbehaves
   *
   * @example line.faults.add({ operation: 'pushMessage', status: 500, times: 2 })
   */
  readonly faults: Faults
  /**
   * all webhooks and calls, newest last
   *
   * @example const stop = line.exchanges.subscribe(({ kind, ms }) => console.log(kind, ms))
   */
  readonly exchanges: Exchanges
  /**
   * Returns a user by display name or id. An unknown one becomes a friend of the bot.
   *
   * @example await line.user('Ana').say('hello')
   */
  user(who: string): Speaker
  /**
   * Returns a group by display name or id. An unknown one is created, with all users and the bot.
   *
   * @example await line.group('Team').send({ type: 'join' })
   */
  group(who: string): Speaker
  /**
   * Returns a room, a chat of several people that is not a group, in the same way.
   *
   * @example await line.room('Lunch').say('hello')
   */
  room(who: string): Speaker
  /**
   * Sends several events in one webhook. Resolves with a result for each.
   *
   * @example const [text, sticker] = await line.sendTogether([{ type: 'text', text: 'hello' }, { type: 'sticker' }])
   * @throws Error as `send` does
   */
  sendTogether(specs: EventSpec[], options?: SendOptions): Promise<Sent[]>
  /**
   * Creates events without sending them. Their reply tokens are valid from now on.
   *
   * @example const [first, second] = line.create({ type: 'text', text: '1' }, { type: 'text', text: '2' })
   * @throws Error as `send` does
   */
  create(...specs: EventSpec[]): webhook.Event[]
  /**
   * Sends events that `create` returned, in one webhook. Resolves with the bot's answer; a failure is its `reason`.
   *
   * @example const { status, ms } = await line.deliver(line.create({ type: 'follow' }))
   */
  deliver(events: webhook.Event[], manner?: Manner): Promise<Delivery>
  /**
   * Sends an event again, as LINE's redelivery does. Resolves with undefined for an unknown event.
   *
   * @example
   * const { event } = await line.say('hello')
   * await line.redeliver(event.webhookEventId)
   * @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-redelivery
   */
  redeliver(webhookEventId: string): Promise<Sent | undefined>
  /**
   * Sends a webhook without events, as LINE's **Verify** button does: to the bot, or to another URL.
   *
   * @example const { status } = await line.verify()
   */
  verify(url?: string): Promise<Delivery>
  /**
   * Returns the bot's calls of one operation, or of all, oldest first.
   *
   * @example const [push] = line.requests('pushMessage')
   */
  requests(operation?: string): BotRequest[]
  /**
   * Returns the webhooks, oldest first.
   *
   * @example const failed = line.webhooks().filter(({ reason }) => reason)
   */
  webhooks(): WebhookExchange[]
  /**
   * Returns the time of the simulator's clock, in milliseconds since the epoch.
   *
   * @example const { event } = await line.send({ type: 'follow', timestamp: line.now() - 60_000 })
   */
  now(): number
  /**
   * Returns the chat with a user, group or room: its events and the bot's replies, to `replay` later.
   *
   * @example await writeFile('chat.json', JSON.stringify(line.chat(line.people.group.groupId)))
   */
  chat(chatId: string): Chat
  /**
   * Sends the events of a saved chat. Resolves with the differences between the replies: none if the bot answers as before.
   *
   * @example const differences = await line.replay(JSON.parse(await readFile('chat.json', 'utf8')))
   * @throws Error when it is not a saved chat
   */
  replay(chat: Chat): Promise<Difference[]>
  /**
   * Shows on the chat page how an event ended, according to the bot's log.
   *
   * @example line.noteOutcome(event.webhookEventId, { outcome: 'failed', reason: 'no-response' })
   */
  noteOutcome(webhookEventId: string, outcome: Outcome): void
  /**
   * Shows on the chat page whether the bot runs.
   *
   * @example line.setBotStatus({ state: 'listening', since: Date.now() })
   */
  setBotStatus(status: BotStatus): void
  /**
   * Checks that the bot has called only operations that exist. Does nothing without `unhandled: 'error'`.
   *
   * @example line.checkUnhandled()
   * @throws Error that names the calls of operations that LINE or the simulator does not have
   */
  checkUnhandled(): void
}

interface Options {
  url: string
  dataUrl: string
  replyTimeoutMs: number
  unhandled: 'answer' | 'error'
}

/** Creates the API of a channel. `reset` replaces the channel, so each call looks it up. */
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

  /** @throws with `unhandled: 'error'`, when the bot has called an operation that does not exist */
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
