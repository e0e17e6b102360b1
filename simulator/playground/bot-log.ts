import type { Exchange, WebhookExchange } from '../platform/exchanges.ts'

/** What the bot's log says of an event: its outcome, why, and the line's words where they say more. */
export interface LoggedOutcome {
  outcome: string
  reason?: string
  words?: string
}

interface Exchanges {
  list: () => Exchange[]
  changed: (exchange: Exchange) => void
}

/** A postponed event has another outcome later. */
const NOT_LAST = new Set(['postponed', 'stored'])

/**
 * Writes what a line of the bot's log says of an event onto the webhook that brought it, for the chat page. An event
 * that was delivered several times has a line for each: in the order in which they came.
 *
 * @param line one line of the log; what is no outcome is passed over
 */
export function noteOutcome(exchanges: Exchanges, line: string): void {
  const record = recordOf(line)
  if (!record) return
  const { webhookEventId, outcome, reason, msg } = record
  const deliveries = exchanges
    .list()
    .filter((exchange): exchange is WebhookExchange => exchange.kind === 'webhook')
    .filter(
      (webhook) => webhook.webhookEventIds.includes(webhookEventId) && webhook.reason !== 'could_not_connect'
    )
  const open = deliveries.find(({ outcomes }) => isOpen(outcomes?.[webhookEventId])) ?? deliveries.at(-1)
  if (!open) return
  const logged: LoggedOutcome = {
    outcome,
    ...(reason !== undefined && { reason }),
    ...(msg !== undefined && msg !== outcome && { words: msg })
  }
  open.outcomes = { ...open.outcomes, [webhookEventId]: logged }
  exchanges.changed(open)
}

const isOpen = (logged?: LoggedOutcome) => !logged || NOT_LAST.has(logged.outcome)

function recordOf(line: string) {
  if (!line.startsWith('{')) return
  try {
    const { webhookEventId, outcome, reason, msg } = JSON.parse(line) as Record<string, unknown>
    if (typeof webhookEventId !== 'string' || typeof outcome !== 'string') return
    return {
      webhookEventId,
      outcome,
      ...(typeof reason === 'string' && { reason }),
      ...(typeof msg === 'string' && { msg })
    }
  } catch {
    return
  }
}
