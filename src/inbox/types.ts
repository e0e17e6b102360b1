import type { webhook } from '@line/bot-sdk'
import type { Result } from './outcome.ts'

/** One webhook request that brought events. */
export interface Delivery {
  /** the request's id in the log */
  reqId: string
  /** when it came, in milliseconds since the epoch */
  receivedAt: number
  /** the length of its body */
  bytes: number
}

/** One attempt to process an event, and its limits. */
export interface Attempt extends Delivery {
  /** when a reply is too late, in milliseconds since the epoch */
  deadline: number
  /** how often LINE may be asked; without it, as often as there is time */
  maxReplyAttempts?: number
  /** LINE may have accepted a reply of an earlier attempt that got no response */
  mayHaveBeenDelivered: boolean
}

/**
 * Processes one event, and says how it ended. An inbox calls it for each event once, or again after a failure.
 * What it throws is a bug of the bot: the inbox settles that event as `failed` with the reason `internal`.
 */
export type ProcessEvent = (event: webhook.Event, attempt: Attempt) => Promise<Result>

/** Is told of every outcome, also after the webhook was answered. `id` is the event's, of `eventIdOf`. */
export type ReportOutcome = (event: webhook.Event, id: string, result: Result, delivery: Delivery) => void

/** The seam between where events are kept and what is done with them. */
export interface InboxOptions {
  processEvent: ProcessEvent
  reportOutcome: ReportOutcome
}

/** Where events are between the webhook and their outcome. It decides when an event is safe, and that each is handled once. */
export interface Inbox {
  /**
   * Takes the events of one delivery. Ask `rejectionReason` first.
   *
   * @returns for each event how it ended, when that is known; never rejects
   */
  receive(events: webhook.Event[], delivery: Delivery): Promise<Result>[]
  /**
   * Why so many more events, of so many bytes, cannot be taken now; undefined when they can. Without numbers: any.
   * For the log and `/health`, with what to do about it where there is something to do.
   */
  rejectionReason(events?: number, bytes?: number): string | undefined
  /** Takes no more, and waits for the events in flight, at most for so long. Resolves with the number that is left. */
  drain(timeoutMs: number): Promise<number>
  /** Closes what the inbox holds open. Call it after `drain`. */
  close(): Promise<void>
}
