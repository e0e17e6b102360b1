import { calls, chatOf, chatsOf, eventsOf, kindOf, parsed, webhooks, webhooksByEvent } from './events.js'
import { cached, state } from './store.js'

/**
 * What happened in a chat, oldest first, each with a key of its own:
 * `message` (what somebody said), `event` (what somebody did), `day` (another day begins).
 */
export function entriesOf(chat) {
  const byEvent = webhooksByEvent()
  const entries = [...state.exchanges.values()].flatMap((exchange) =>
    exchange.kind === 'webhook' ? ofWebhook(exchange, chat, byEvent) : ofCall(exchange, chat)
  )
  return withDays(entries)
}

/** An event is shown once, where it was first sent. */
function ofWebhook(webhook, chat, byEvent) {
  return eventsOf(webhook).flatMap((event) => {
    const deliveries = byEvent.get(event.webhookEventId) ?? [webhook]
    if (chatOf(event) !== chat || deliveries[0] !== webhook) return []
    const said = webhook.displayTexts?.[event.webhookEventId]
    const message = event.message ?? (said ? { type: 'text', text: said } : undefined)
    return [
      {
        type: message ? 'message' : 'event',
        key: `e${event.webhookEventId}`,
        at: Number(event.timestamp) || webhook.at,
        by: event.source?.userId,
        isMine: event.source?.userId === state.speaker || event.source?.userId === undefined,
        kind: kindOf(event),
        event,
        message,
        deliveries
      }
    ]
  })
}

function ofCall(call, chat) {
  if (!chatsOf(call).includes(chat) || !Array.isArray(call.messages)) return []
  return call.messages.map((message, index) => ({
    type: 'message',
    key: `m${call.id}-${index}`,
    at: call.at,
    by: state.people.bot.userId,
    isMine: false,
    isBots: true,
    message,
    call
  }))
}

function withDays(entries) {
  let day
  return entries.flatMap((entry) => {
    const date = new Date(entry.at).toDateString()
    if (date === day) return [entry]
    day = date
    return [{ type: 'day', key: `d${date}`, at: entry.at }, entry]
  })
}

/**
 * The message that this one quotes, if it is known: `{by, message}`. A user names its id. A bot names its quote token,
 * which is a property of every message that can be quoted, so that a user's own is no quote.
 */
export function quotedBy(message) {
  if (message?.quotedMessageId !== undefined) return sayings().get(message.quotedMessageId)
  if (message?.quoteToken === undefined || message.id !== undefined) return
  return sayings().get(message.quoteToken)
}

/** By id and by quote token, what was said: by users, and by the bot. */
const sayings = cached(() => {
  const known = new Map()
  for (const webhook of webhooks()) {
    for (const { message, source } of eventsOf(webhook)) remember(message, message, source?.userId)
  }
  for (const { messages = [], response } of calls()) {
    const { sentMessages = [] } = parsed(response) ?? {}
    for (const [index, message] of messages.entries()) {
      remember(sentMessages[index], message, state.people.bot.userId)
    }
  }
  function remember(names, message, by) {
    if (message?.type === undefined) return
    for (const name of [names?.id, names?.quoteToken]) {
      if (name !== undefined && !known.has(name)) known.set(name, { by, message })
    }
  }
  return known
})
