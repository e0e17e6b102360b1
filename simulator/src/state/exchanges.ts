/** How an event ended according to the bot: its outcome, the reason, and the bot's message where that has more. */
export interface Outcome {
  outcome: string
  reason?: string
  words?: string
}

/**
 * Why a webhook failed, in LINE's terms.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/
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
  /** set if the signature is not LINE's: made with another secret, or missing */
  signed?: 'bad' | 'none'
  /** the ids of its chats: users, groups, rooms */
  chats: string[]
  webhookEventIds: string[]
  /** by event id, the `displayText` of the button behind a postback, which LINE does not send */
  displayTexts?: Record<string, string>
  /** by event id, the outcomes that `noteOutcome` reported */
  outcomes?: Record<string, Outcome>
  /** the number of replies to its events that a fault delays; absent without one */
  delayedReplies?: number
  /** the time until the bot answered or the delivery failed, in milliseconds; absent until then */
  ms?: number
  status?: number
  /** why the delivery failed; absent when the bot answered 2xx */
  reason?: Reason
  detail?: string
}

/** A call of LINE's API by the bot, and the simulator's response. */
export interface ApiExchange {
  kind: 'api'
  id: number
  at: number
  /** its name in LINE’s OpenAPI files; absent if LINE has no such operation */
  operation?: string
  /** set if LINE has this operation and the simulator does not: it answered 501 */
  missing?: true
  method: string
  path: string
  request: string
  status: number | 'dropped'
  response: string
  requestId: string
  ms: number
  /** for accepted messages, the ids of the users, groups and rooms that received them */
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

/** All webhooks and calls, newest last. The oldest are dropped. */
export function createExchanges({ now, keep }: { now: () => number; keep: number }) {
  let list: Exchange[] = []
  let count = 0
  const listeners = new Set<(exchange: Exchange) => void>()

  /** Adds an exchange, or announces that it has changed. */
  function publish(exchange: Exchange): void {
    for (const listener of listeners) listener(exchange)
  }

  return {
    /**
     * Returns all webhooks and calls, newest last.
     *
     * @example const bodies = line.exchanges.list().map((one) => (one.kind === 'webhook' ? one.body : one.request))
     */
    list: (): Exchange[] => list.slice(-keep),

    add<E extends Exchange>(fresh: New<E>): E {
      const exchange = { id: ++count, at: now(), ...fresh } as E
      list.push(exchange)
      if (list.length > 2 * keep) list = list.slice(-keep)
      publish(exchange)
      return exchange
    },

    changed: publish,

    /**
     * Forgets all of them.
     *
     * @example line.exchanges.clear()
     */
    clear(): void {
      list = []
    },

    /**
     * Calls a function with each new exchange, and again when the bot has answered a webhook.
     *
     * @example const stop = line.exchanges.subscribe(({ kind, at }) => console.log(kind, new Date(at)))
     * @returns a function that ends the subscription
     */
    subscribe(listener: (exchange: Exchange) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
}
