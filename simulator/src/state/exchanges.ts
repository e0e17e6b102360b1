/** The bot's outcome of an event, its reason, and the bot's message if it adds information. */
export interface Outcome {
  outcome: string
  reason?: string
  words?: string
}

/**
 * LINE's reasons for a failed webhook.
 * https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/
 */
export type Reason = 'could_not_connect' | 'request_timeout' | 'error_status_code' | 'unclassified'

/** A webhook, and the bot's response. */
export interface WebhookExchange {
  kind: 'webhook'
  id: number
  /** milliseconds since the epoch */
  at: number
  url: string
  /** 1 for the first delivery, 2 for its redelivery … */
  attempt: number
  /** the exact body */
  body: string
  signature: string | undefined
  /** present if the signature is wrong: made with another secret, or missing */
  signed?: 'bad' | 'none'
  /** the ids of its chats: users, groups, rooms */
  chats: string[]
  webhookEventIds: string[]
  /** by event id, the text that the chat shows for a postback: the button’s `displayText`, which LINE does not send */
  displayTexts?: Record<string, string>
  /** by event id, the bot's outcome, if `noteOutcome` was called */
  outcomes?: Record<string, Outcome>
  /** the number of replies to its events that a fault delays; absent without one */
  delayedReplies?: number
  /** absent until the bot has responded or the webhook has failed */
  ms?: number
  status?: number
  /** absent if the bot responded 2xx */
  reason?: Reason
  detail?: string
}

/** A call of LINE's API by the bot, and the simulator's response. */
export interface ApiExchange {
  kind: 'api'
  id: number
  at: number
  /** name in LINE’s OpenAPI files; absent if LINE has no such operation */
  operation?: string
  /** the simulator does not implement this operation of LINE, and responded 501 */
  missing?: true
  method: string
  path: string
  request: string
  status: number | 'dropped'
  response: string
  requestId: string
  ms: number
  /** for accepted messages: the ids of their recipients (users, groups and rooms) */
  chats?: string[]
  /** the only one of `chats`, or the first */
  chat?: string
  messages?: unknown[]
  /** for a reply: the id of its event */
  webhookEventId?: string
}

export type Exchange = WebhookExchange | ApiExchange
export type Exchanges = ReturnType<typeof createExchanges>
type New<E> = Omit<E, 'id' | 'at'>

/** Log of webhooks and calls, oldest first. The oldest are dropped beyond `keep`. */
export function createExchanges({ now, keep }: { now: () => number; keep: number }) {
  let list: Exchange[] = []
  let count = 0
  const listeners = new Set<(exchange: Exchange) => void>()

  /** Adds an exchange, or announces that it has changed. */
  function publish(exchange: Exchange): void {
    for (const listener of listeners) listener(exchange)
  }

  return {
    list: (): Exchange[] => list.slice(-keep),

    add<E extends Exchange>(fresh: New<E>): E {
      const exchange = { id: ++count, at: now(), ...fresh } as E
      list.push(exchange)
      if (list.length > 2 * keep) list = list.slice(-keep)
      publish(exchange)
      return exchange
    },

    changed: publish,

    clear(): void {
      list = []
    },

    /** @returns a function that unsubscribes */
    subscribe(listener: (exchange: Exchange) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
}
