import type { webhook } from '@line/bot-sdk'
import { applyConsequences } from '../events/consequences.ts'
import { userOf } from '../events/event-source.ts'
import type { DeliverySpec, EventSpec } from '../events/event-spec.ts'
import { createEvent } from '../events/webhook-events.ts'
import type { Delivery } from '../events/webhook-sender.ts'
import { chatOf, createWebhooks } from '../events/webhooks.ts'
import { createAnnouncements } from './announcements.ts'
import { createAudiences } from './audiences.ts'
import { createBotStatus } from './bot-status.ts'
import { createContents } from './content.ts'
import { createExchanges } from './exchanges.ts'
import { createFaults } from './faults.ts'
import { createMemberships } from './memberships.ts'
import { createOutbox } from './outbox.ts'
import { createPeople } from './people.ts'
import { createRecent } from './recent.ts'
import { createReplyTokens } from './reply-tokens.ts'
import { createRichMenus, switchRichMenu } from './rich-menus.ts'
import { DEFAULT_SETTINGS, type Settings } from './settings.ts'

type Required = 'webhookUrl' | 'channelSecret' | 'channelAccessToken'

/** The answer to a control request: what was sent, what the bot answered, what it replied. */
export interface Sent {
  event: webhook.Event
  delivery: Delivery
  replies: unknown[]
}

export type Platform = ReturnType<typeof createPlatform>

export type PlatformOptions = Pick<Settings, Required> &
  Partial<Settings> & {
    /** the platform's clock, in milliseconds since the epoch */
    now?: () => number
    /** how many exchanges are remembered; 1,000 by default */
    keepExchanges?: number
  }

/** One channel of a LINE Platform: who is there, what was sent, and which replies are due. */
export function createPlatform({ now = Date.now, keepExchanges = 1_000, ...options }: PlatformOptions) {
  const settings: Settings = { ...DEFAULT_SETTINGS, ...options }
  const announcements = createAnnouncements()
  const people = createPeople()
  const tokens = createReplyTokens(now)
  const exchanges = createExchanges({ now, keep: keepExchanges })
  const faults = createFaults(() => announcements.emit('faults', {}))
  const contents = createContents()
  const memberships = createMemberships()
  const richMenus = createRichMenus((userIds) =>
    announcements.emit('rich-menu', {
      userIds: userIds === 'all' ? people.users.map(({ userId }) => userId) : userIds
    })
  )
  const sentEvents = createRecent<webhook.Event>(10_000)
  const readTokens = createRecent<{ chat: string; messageId: string }>(10_000)
  const webhooks = createWebhooks({
    settings,
    people,
    exchanges,
    onDelivery: (events) => events.forEach(issueToken)
  })
  const { deliver, pause } = webhooks

  /**
   * Makes the events, without sending them; their reply tokens are good from now on.
   *
   * @throws ImpossibleEventError for a spec of what LINE could not send
   */
  function create(...specs: EventSpec[]): webhook.Event[] {
    const events = specs.map((spec) => createEvent({ timestamp: now(), ...withSwitch(spec) }, people))
    for (const event of events) {
      sentEvents.set(event.webhookEventId, event)
      contents.take(event)
      issueReadToken(event)
      memberships.take(event)
      if (applyConsequences(event, people)) announcements.emit('people', {})
      issueToken(event)
    }
    return events
  }

  /** Whoever presses `richmenuswitch` gets the other menu, and the bot is told how that went. */
  function withSwitch(spec: EventSpec): EventSpec {
    const { newRichMenuAliasId, status } = spec.params ?? {}
    if (spec.type !== 'postback' || newRichMenuAliasId === undefined || status !== undefined) return spec
    const { userId } = userOf(spec.user, people)
    return {
      ...spec,
      params: { newRichMenuAliasId, status: switchRichMenu(richMenus, userId, newRichMenuAliasId) }
    }
  }

  /** Sends the events in one webhook, and waits for the bot's answer. */
  async function send(specs: EventSpec[], spec: DeliverySpec = {}): Promise<Sent[]> {
    const events = create(...specs)
    if (spec.delayMs) await pause(spec.delayMs)
    const manner = { ...spec, ...displayTextsOf(specs, events) }
    const copies = Array.from({ length: spec.copies ?? 1 }, () => deliver(events, manner))
    const [delivery] = (await Promise.all(copies)) as [Delivery]
    if (spec.waitForReplyMs) await repliesTo(events, spec.waitForReplyMs)
    return events.map((event) => ({ event, delivery, replies: repliesOf(event) }))
  }

  /** Sends an event again that was sent before. */
  async function redeliver(webhookEventId: string): Promise<Sent | undefined> {
    const event = sentEvents.get(webhookEventId)
    if (!event) return
    const delivery = await deliver([event], { redelivered: true })
    return { event, delivery, replies: repliesOf(event) }
  }

  function issueToken(event: webhook.Event): void {
    const { replyToken } = event as { replyToken?: unknown }
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

  function repliesOf(event: webhook.Event): unknown[] {
    const { replyToken } = event as { replyToken?: string }
    return (replyToken && tokens.get(replyToken)?.messages) || []
  }

  async function repliesTo(events: webhook.Event[], limit: number): Promise<void> {
    const end = Date.now() + limit
    const open = () => events.some((event) => 'replyToken' in event && repliesOf(event).length === 0)
    while (open() && Date.now() < end && !webhooks.isClosing()) await pause(10)
  }

  return {
    settings,
    announcements,
    people,
    tokens,
    exchanges,
    faults,
    contents,
    readTokens,
    richMenus,
    audiences: createAudiences(now),
    memberships,
    bot: createBotStatus((status) => announcements.emit('bot', status)),
    outbox: createOutbox(now),
    now,
    create,
    send,
    deliver,
    redeliver,
    /** The Verify button, or a test of another URL: a signed webhook without events. */
    verify: (url?: string) => deliver([], { ...(url && { url }) }),
    close: webhooks.close
  }
}

function displayTextsOf(specs: EventSpec[], events: webhook.Event[]) {
  const texts = specs.flatMap(({ displayText }, index) =>
    displayText === undefined ? [] : [[events[index]?.webhookEventId ?? '', displayText] as const]
  )
  return texts.length > 0 ? { displayTexts: Object.fromEntries(texts) } : {}
}
