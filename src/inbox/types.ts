import type { webhook } from '@line/bot-sdk'

/**
 * How an event ended: settled, so that it is not handled again; or `failed`, so that a redelivery tries again.
 * `stored` and `postponed` are on the way there, where events are kept in Redis: safe, and tried again.
 */
export type Outcome =
  | 'replied'
  | 'ignored'
  | 'duplicate'
  | 'rejected'
  | 'unconfirmed'
  | 'failed'
  | 'stored'
  | 'postponed'

/** An outcome, and what the log says of it. */
export interface Result {
  outcome: Outcome
  reason?: string
  [detail: string]: unknown
}

/** One webhook request that brought events. */
export interface Delivery {
  /** the request's id in the log */
  reqId: string
  /** when it came, in milliseconds since the epoch */
  receivedAt: number
  /** the length of its body */
  bytes: number
}

/** What the inbox lets be done with an event. */
export interface Attempt extends Delivery {
  /** when to give up, in milliseconds since the epoch */
  until: number
  /** how often LINE may be asked; without it, as often as there is time */
  tries?: number
  /** LINE may have accepted a reply of an earlier attempt that got no answer */
  unanswered: boolean
}

/** A value that is there already, or will be: most events need no waiting, and a promise for each costs time. */
export type Awaitable<T> = T | Promise<T>

export interface InboxOptions {
  /**
   * Handles one event, and says how it ended; never throws, never rejects. `unanswered` in its result comes back in the
   * next attempt.
   */
  handle: (event: webhook.Event, attempt: Attempt) => Awaitable<Result>
  /** Is told of every outcome, also after the webhook was answered. `id` is the event's identity. */
  report: (event: webhook.Event, id: string, result: Result, delivery: Delivery) => void
}

/** Where events are between the webhook and their outcome. It decides when an event is safe, and that each is handled once. */
export interface Inbox {
  /**
   * Takes the events of one delivery. Ask `refuses` first.
   *
   * @returns for each event what became of it, at once or when it is known; never rejects
   */
  receive(events: webhook.Event[], delivery: Delivery): Awaitable<Result>[]
  /** Why so many more events, of so many bytes, cannot be taken now; undefined when they can. Without numbers: any. */
  refuses(events?: number, bytes?: number): string | undefined
  /** Takes no more, and waits for the events in hand, at most for the given milliseconds. Resolves with the number that is left. */
  drain(limit: number): Promise<number>
  /** Lets go of what the inbox holds open. Call it after `drain`. */
  close(): Promise<void>
}
