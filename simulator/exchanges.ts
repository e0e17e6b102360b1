/** LINE's words for what became of a webhook. https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/ */
export type Reason = 'could_not_connect' | 'request_timeout' | 'error_status_code' | 'unclassified'

/** A webhook that the platform sent, and what the bot answered. */
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
  /** the ids of its chats: users, groups, rooms */
  chats: string[]
  webhookEventIds: string[]
  /** absent until the bot answered, or it is clear that it won't */
  ms?: number
  status?: number
  /** absent when the bot answered 2xx */
  reason?: Reason
  detail?: string
}

/** A call of the Messaging API by the bot, and what the platform answered. */
export interface ApiExchange {
  kind: 'api'
  id: number
  at: number
  method: string
  path: string
  request: string
  status: number | 'dropped'
  response: string
  requestId: string
  ms: number
  /** for an accepted reply: where it went, and what it answers */
  chat?: string
  webhookEventId?: string
  messages?: unknown[]
}

export type Exchange = WebhookExchange | ApiExchange
type New<E> = Omit<E, 'id' | 'at'>

/** Everything that went over the wire, newest last; the oldest are dropped. */
export function createExchanges({ now, keep }: { now: () => number; keep: number }) {
  let list: Exchange[] = []
  let count = 0
  const listeners = new Set<(exchange: Exchange) => void>()

  /** Adds an exchange, or says that one has changed. */
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

    /** @returns how to stop listening */
    subscribe(listener: (exchange: Exchange) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    }
  }
}
