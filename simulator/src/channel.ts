import { applyConsequences, checkPresence } from './events/consequences.ts'
import { userOf } from './events/event-source.ts'
import type { DeliverySpec, EventSpec } from './events/event-spec.ts'
import { createEvent } from './events/webhook-events.ts'
import type { Delivery } from './events/webhook-sender.ts'
import { chatOf, createWebhooks } from './events/webhooks.ts'
import type * as webhook from './openapi/webhook.ts'
import { createAccessTokens } from './state/access-tokens.ts'
import { createAnnouncements } from './state/announcements.ts'
import { createAudiences } from './state/audiences.ts'
import { createBotStatus } from './state/bot-status.ts'
import { createChatControl } from './state/chat-control.ts'
import type { Clock } from './state/clock.ts'
import { createContents } from './state/content.ts'
import { createCoupons } from './state/coupons.ts'
import { createExchanges, type Outcome, type WebhookExchange } from './state/exchanges.ts'
import { createFaults } from './state/faults.ts'
import type { Ids } from './state/ids.ts'
import { createMemberships } from './state/memberships.ts'
import { createModules } from './state/modules.ts'
import { createOutbox } from './state/outbox.ts'
import { type ChatPlace, chatsIn, type People } from './state/people.ts'
import { createRecent } from './state/recent.ts'
import { createReplyTokens } from './state/reply-tokens.ts'
import { createRichMenus, switchRichMenu } from './state/rich-menus.ts'
import { DEFAULT_SETTINGS, type Settings } from './state/settings.ts'

type Required = 'webhookUrl' | 'channelSecret' | 'channelAccessToken'

/** An event that was sent, the bot's answer to the webhook, and the messages that it replied with. */
export interface Sent {
  event: webhook.Event
  delivery: Delivery
  replies: unknown[]
}

export type Channel = ReturnType<typeof createChannel>

export type ChannelOptions = Pick<Settings, Required> &
  Partial<Settings> & {
    clock: Clock
    ids: Ids
    people: People
    /** how many exchanges to keep; 1,000 by default */
    keepExchanges?: number | undefined
  }

/** The state of one channel: people, exchanges, tokens, faults and settings. */
export function createChannel({ clock, ids, people, keepExchanges = 1_000, ...options }: ChannelOptions) {
  const { now } = clock
  const settings: Settings = { ...DEFAULT_SETTINGS, ...options }
  const announcements = createAnnouncements()
  const tokens = createReplyTokens(now)
  const exchanges = createExchanges({ now, keep: keepExchanges })
  const faults = createFaults(() => announcements.emit('faults', {}))
  const contents = createContents()
  const memberships = createMemberships()
  const modules = createModules()
  const chatControl = createChatControl(now)
  const richMenus = createRichMenus(ids, (userIds) =>
    announcements.emit('rich-menu', {
      userIds: userIds === 'all' ? people.users.map(({ userId }) => userId) : userIds
    })
  )
  const made = createRecent<{ event: webhook.Event; spec: EventSpec }>(10_000)
  /** chat by quote token; quote tokens do not expire */
  const quoteTokens = createRecent<string>(100_000)
  const readTokens = createRecent<{ chat: string; messageId: string }>(10_000)
  const webhooks = createWebhooks({
    settings,
    people,
    exchanges,
    clock,
    onDelivery: (events) => events.forEach(issueTokens)
  })
  const { deliver, pause, closing } = webhooks

  /**
   * Creates events without sending them. Their reply tokens are valid from now on.
   *
   * @throws ImpossibleEventError for an event that LINE could not send
   */
  function create(...specs: EventSpec[]): webhook.Event[] {
    const all = specs.map((spec) => ({
      spec,
      event: createEvent(withSwitch(spec), { people, ids, now: clock.tick, isStandby: chatControl.isStandby })
    }))
    checkPresence(
      all.map(({ event }) => event),
      people
    )
    for (const { spec, event } of all) {
      made.set(event.webhookEventId, { spec, event })
      contents.take(event)
      issueReadToken(event)
      memberships.take(event)
      modules.take(event)
      if (applyConsequences(event, people)) announcements.emit('people', {})
      issueTokens(event)
    }
    return all.map(({ event }) => event)
  }

  /**
   * Finds a user, group or room by display name or id, or creates it (a group or room with all users). Returns its id.
   */
  function meet(kind: ChatPlace['kind'], who: string): string {
    const known = chatsIn(people).find((chat) => chat.kind === kind && (chat.name === who || chat.id === who))
    if (known) return known.id
    const members = people.users.map(({ userId }) => userId)
    const id = kind === 'user' ? ids.userId() : kind === 'group' ? ids.groupId() : ids.roomId()
    if (kind === 'user') people.users.push({ userId: id, displayName: who, friend: true, blocked: false })
    else if (kind === 'group') people.groups.push({ groupId: id, displayName: who, members, joined: true })
    else people.rooms.push({ roomId: id, displayName: who, members, joined: true })
    announcements.emit('people', {})
    return id
  }

  /** Switches the user's rich menu for a `richmenuswitch` postback, and adds the resulting status to the event. */
  function withSwitch(spec: EventSpec): EventSpec {
    const { newRichMenuAliasId, status } = spec.params ?? {}
    if (spec.type !== 'postback' || newRichMenuAliasId === undefined || status !== undefined) return spec
    const { userId } = userOf(spec.user, people)
    return {
      ...spec,
      params: { newRichMenuAliasId, status: switchRichMenu(richMenus, userId, newRichMenuAliasId) }
    }
  }

  /** Sends the events in one webhook, and waits for the bot's response. */
  async function send(specs: EventSpec[], spec: DeliverySpec = {}): Promise<Sent[]> {
    const events = create(...specs)
    if (spec.delayMs) await pause(spec.delayMs)
    const manner = { ...spec, ...displayTextsOf(specs, events) }
    const copies = Array.from({ length: spec.copies ?? 1 }, () => deliver(events, manner))
    const [delivery] = (await Promise.all(copies)) as [Delivery]
    if (spec.waitForReplyMs) await repliesTo(events, spec.waitForReplyMs)
    return events.map((event) => ({ event, delivery, replies: repliesOf(event) }))
  }

  async function redeliver(webhookEventId: string): Promise<Sent | undefined> {
    const event = made.get(webhookEventId)?.event
    if (!event) return
    const delivery = await deliver([event], { redelivered: true })
    return { event, delivery, replies: repliesOf(event) }
  }

  /** The id of a user's message and of the bot's replies to it. */
  function messageIdsOf(event: webhook.Event): string[] {
    const { message, replyToken } = event as { message?: { id?: string }; replyToken?: string }
    const sent = replyToken === undefined ? [] : (tokens.get(replyToken)?.sentIds ?? [])
    return [...(message?.id ? [message.id] : []), ...sent]
  }

  function issueTokens(event: webhook.Event): void {
    const { replyToken, message } = event as { replyToken?: unknown; message?: { quoteToken?: unknown } }
    if (typeof message?.quoteToken === 'string') quoteTokens.set(message.quoteToken, chatOf(event))
    if (typeof replyToken !== 'string') return
    tokens.delivered(replyToken, {
      webhookEventId: event.webhookEventId,
      chat: chatOf(event),
      chatType: event.source?.type,
      eventAt: event.timestamp
    })
  }

  function issueReadToken(event: webhook.Event): void {
    if (event.type !== 'message') return
    const { id, markAsReadToken } = (event.message ?? {}) as Partial<webhook.TextMessageContent>
    if (id && markAsReadToken) readTokens.set(markAsReadToken, { chat: chatOf(event), messageId: id })
  }

  function isReplied({ replyToken }: { replyToken?: string }): boolean {
    return replyToken !== undefined && tokens.get(replyToken)?.messages !== undefined
  }

  function repliesOf(event: webhook.Event): unknown[] {
    const { replyToken } = event as { replyToken?: string }
    return (replyToken && tokens.get(replyToken)?.messages) || []
  }

  /** Waits until all events have a reply, at most `limitMs` of real time, because the bot runs in real time. */
  async function repliesTo(events: webhook.Event[], limitMs: number): Promise<void> {
    const isOpen = () => events.some((event) => 'replyToken' in event && !isReplied(event))
    if (!isOpen() || closing.aborted) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(end, limitMs)
      const unsubscribe = exchanges.subscribe(() => !isOpen() && end())
      closing.addEventListener('abort', end)
      function end(): void {
        clearTimeout(timer)
        unsubscribe()
        closing.removeEventListener('abort', end)
        resolve()
      }
    })
  }

  /**
   * Shows the bot's outcome of an event on the chat page. If an event was delivered several times, outcomes are
   * assigned to its deliveries in order.
   */
  function noteOutcome(webhookEventId: string, outcome: Outcome): void {
    const deliveries = exchanges
      .list()
      .filter((exchange) => exchange.kind === 'webhook')
      .filter(
        ({ webhookEventIds, reason }) =>
          webhookEventIds.includes(webhookEventId) && reason !== 'could_not_connect'
      )
    const isOpen = ({ outcomes }: WebhookExchange) => NOT_LAST.has(outcomes?.[webhookEventId]?.outcome)
    const delivery = deliveries.find(isOpen) ?? deliveries.at(-1)
    if (!delivery) return
    delivery.outcomes = { ...delivery.outcomes, [webhookEventId]: outcome }
    exchanges.changed(delivery)
  }

  /**
   * Counts a delayed reply in the last delivery of its event, for the chat page.
   *
   * @returns a function to call when the delay is over
   */
  function noteDelayedReply(replyToken: unknown): () => void {
    const token = typeof replyToken === 'string' ? tokens.get(replyToken) : undefined
    // Searches from the end, because the delivery is recent and the list can be long.
    const delivery =
      token &&
      exchanges
        .list()
        .findLast(
          (exchange): exchange is WebhookExchange =>
            exchange.kind === 'webhook' && exchange.webhookEventIds.includes(token.webhookEventId)
        )
    function count(change: number): void {
      if (!delivery) return
      delivery.delayedReplies = (delivery.delayedReplies ?? 0) + change
      exchanges.changed(delivery)
    }
    count(1)
    return () => count(-1)
  }

  return {
    settings,
    announcements,
    people,
    tokens,
    accessTokens: createAccessTokens({ settings, ids, now }),
    exchanges,
    faults,
    contents,
    readTokens,
    quoteTokens,
    richMenus,
    audiences: createAudiences(now),
    memberships,
    modules,
    chatControl,
    coupons: createCoupons(),
    bot: createBotStatus((status) => announcements.emit('bot', status)),
    outbox: createOutbox(now),
    clock,
    ids,
    now,
    create,
    meet,
    send,
    deliver,
    redeliver,
    repliesTo,
    repliesOf,
    messageIdsOf,
    /** A created event and its spec. */
    madeFrom: (webhookEventId: string) => made.get(webhookEventId),
    noteOutcome,
    noteDelayedReply,
    /** Sends a signed webhook without events, as LINE's Verify button does, or to another URL. */
    verify: (url?: string) => deliver([], { ...(url && { url }) }),
    close: webhooks.close
  }
}

/** No outcome yet, or one that another outcome will follow. */
const NOT_LAST = new Set<string | undefined>([undefined, 'postponed', 'stored', 'working'])

function displayTextsOf(specs: EventSpec[], events: webhook.Event[]) {
  const texts = specs.flatMap(({ displayText }, index) =>
    displayText === undefined ? [] : [[events[index]?.webhookEventId ?? '', displayText] as const]
  )
  return texts.length > 0 ? { displayTexts: Object.fromEntries(texts) } : {}
}
