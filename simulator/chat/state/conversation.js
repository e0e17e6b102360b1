import { chatOf, chatsOf, eventsOf, kindOf, webhooksByEvent } from './events.js'
import { state } from './store.js'

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

/** By its quote token or its id, a message that another one quotes: `{by, message}`. */
export function quotedBy(message) {
  const { quoteToken, quotedMessageId } = message ?? {}
  if (quoteToken === undefined && quotedMessageId === undefined) return
  for (const exchange of state.exchanges.values()) {
    if (exchange.kind === 'webhook') {
      for (const { message: said, source } of eventsOf(exchange)) {
        if (!said || said === message) continue
        if (
          said.id === quotedMessageId ||
          (said.quoteToken !== undefined && said.quoteToken === quoteToken)
        ) {
          return { by: source?.userId, message: said }
        }
      }
    }
  }
}
