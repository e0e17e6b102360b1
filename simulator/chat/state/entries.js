/** @import { Call, Entry, Webhook, WebhookEvent } from '../types.d.ts' */
import { calls, chatOf, deliveriesOf, eventsOf, webhooks } from './exchanges.js'
import { cached, state } from './store.js'
import { listOf, objectOf, parsed } from './unchecked.js'

/** Everything that happened in a chat, oldest first. */
export function entriesOf(/** @type {string | undefined} */ chat) {
  const entries = [...state.exchanges.values()].flatMap((exchange) =>
    exchange.kind === 'webhook'
      ? eventsOf(exchange).flatMap((event) => ofEvent(event, exchange, chat))
      : ofCall(exchange, chat)
  )
  return withDays(entries)
}

/**
 * An event has one entry, where it was first sent.
 *
 * @param {WebhookEvent} event
 * @param {Webhook} webhook
 * @param {string | undefined} chat
 * @returns {Entry[]}
 */
function ofEvent(event, webhook, chat) {
  const deliveries = deliveriesOf(event)
  if (chatOf(event) !== chat || deliveries[0] !== webhook) return []
  const by = event.source?.userId
  const text = webhook.displayTexts?.[event.webhookEventId]
  const message = event.message ?? (text ? { type: 'text', text } : undefined)
  return [
    {
      type: message ? 'message' : 'event',
      key: `e${event.webhookEventId}`,
      at: Number(event.timestamp) || webhook.at,
      by,
      isMine: by === state.speaker || by === undefined,
      event,
      message,
      deliveries
    }
  ]
}

/**
 * @param {Call} call
 * @param {string | undefined} chat
 * @returns {Entry[]}
 */
function ofCall({ id, at, chats = [], messages = [] }, chat) {
  if (!chats.some((one) => one === chat)) return []
  return messages.map((message, index) => ({
    type: 'message',
    key: `m${id}-${index}`,
    at,
    by: state.people.bot.userId,
    isBots: true,
    message
  }))
}

/** Adds an entry at the start of each day. */
function withDays(/** @type {Entry[]} */ entries) {
  let day = ''
  return entries.flatMap((entry) => {
    const date = new Date(entry.at).toDateString()
    if (date === day) return [entry]
    day = date
    return [{ type: /** @type {const} */ ('day'), key: `d${date}`, at: entry.at }, entry]
  })
}

/**
 * The message that this one quotes, as `{ by, message }`, or undefined. A user's message has the id of the quoted one; a
 * bot's message has its quote token. In a user's message, `quoteToken` is the message's own.
 */
export function quotedBy(/** @type {Record<string, unknown>} */ { id, quoteToken, quotedMessageId }) {
  if (quotedMessageId !== undefined) return sentMessages().get(quotedMessageId)
  if (quoteToken !== undefined && id === undefined) return sentMessages().get(quoteToken)
}

/** The messages of the users and the bot, by message id and by quote token. */
const sentMessages = cached(() => {
  /** @type {Map<unknown, { by: string | undefined, message: Record<string, unknown> }>} */
  const known = new Map()
  for (const webhook of webhooks()) {
    for (const { message, source } of eventsOf(webhook)) remember(message, message, source?.userId)
  }
  for (const { messages = [], response } of calls()) {
    const sent = listOf(parsed(response)?.sentMessages)
    for (const [index, message] of messages.entries()) {
      remember(sent[index], message, state.people.bot.userId)
    }
  }
  return known

  /**
   * @param {unknown} names with the message's id and quote token
   * @param {unknown} message
   * @param {string | undefined} by
   */
  function remember(names, message, by) {
    const content = objectOf(message)
    if (content.type === undefined) return
    const { id, quoteToken } = objectOf(names)
    for (const name of [id, quoteToken]) {
      if (name !== undefined && !known.has(name)) known.set(name, { by, message: content })
    }
  }
})
