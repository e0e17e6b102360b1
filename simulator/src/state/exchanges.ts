/** What the bot says of an event: its outcome, why, and its own words where they say more. */
export interface Outcome {
  outcome: string
  reason?: string
  words?: string
}

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
  /** how it was signed, where LINE would not: with another secret, or not at all */
  signed?: 'bad' | 'none'
  /** the ids of its chats: users, groups, rooms */
  chats: string[]
  webhookEventIds: string[]
  /** by event id, what the chat shows of a postback: the button’s `displayText`, which LINE does not send */
  displayTexts?: Record<string, string>
  /** by event id, what the bot says of it, if somebody notes it */
  outcomes?: Record<string, Outcome>
  /** the number of replies to its events that a fault delays; absent without one */
  delayedReplies?: number
  /** absent until the bot answered, or it is clear that it won't */
  ms?: number
  status?: number
  /** absent when the bot answered 2xx */
  reason?: Reason
  detail?: string
}

/** A call of an API of LINE by the bot, and what the platform answered. */
export interface ApiExchange {
  kind: 'api'
  id: number
  at: number
  /** as LINE’s OpenAPI files name it; absent when LINE has no such operation */
  operation?: string
  /** LINE has this operation, the simulator does not: it answered 501 */
  missing?: true
  method: string
  path: string
  request: string
  status: number | 'dropped'
  response: string
  requestId: string
  ms: number
  /** for messages that were accepted: the ids of the users, groups and rooms that they went to */
  chats?: string[]
  /** the only one of `chats`, or the first */
  chat?: string
  messages?: unknown[]
  /** for a reply: the event that it answers */
  webhookEventId?: string
}

export type Exchange = WebhookExchange | ApiExchange
export type Exchanges = ReturnType<typeof createExchanges>
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
