import type { webhook } from '@line/bot-sdk'
import type { Outage as LineOutage } from '../line/line.ts'
import type { IdentifiedEvent } from './identify.ts'
import type { ChatInOrder } from './in-order.ts'
import type { Result } from './outcome.ts'
import type { KeptAnswers } from './slow/kept-answers.ts'

/** One webhook request with events. */
export interface Delivery {
  /** the request's id in the log */
  reqId: string
  /** when it arrived, in milliseconds since the epoch */
  receivedAt: number
  /** the length of its body */
  bytes: number
}

/** One attempt to process an event, and its limits. */
export interface Attempt extends Delivery {
  /** when a reply is too late, in milliseconds since the epoch; moves when LINE delivers the event again */
  deadline: number
  /** aborted: the attempt waits no longer for LINE to come back from an outage */
  signal?: AbortSignal
  /** how many requests may be sent to LINE; by default as many as there is time for */
  maxReplyAttempts?: number
  /** LINE may have accepted a reply of an earlier attempt that got no response */
  mayHaveBeenDelivered: boolean
  /** for answers that come after their reply; without it, a slow handler is an ordinary one */
  slow?: SlowWork
  /** The event waits for a slow answer: it is in hand a second later, unless the returned function is called before. */
  begin?: () => () => void
  /** LINE has its 200, although the event has not ended */
  isInHand?: boolean
  /** The event has its button, as another process has found: only the work is left, until then. */
  resumeUntil?: number | undefined
}

/** What an inbox does for an event whose handler is slow. */
export interface SlowWork {
  answers: KeptAnswers
  /** The event has its button. The work that is left is given up at a time in milliseconds since the epoch. */
  goOn(work: Promise<void>, until: number): void
  /** aborts when what is in memory is lost; with Redis, never */
  stopping: AbortSignal
  /** That will be soon: a button would lead nowhere. */
  isDraining(): boolean
}

/**
 * Processes one event and resolves with how it ended. An inbox calls it once per event, and again after a failure. It
 * throws only if the bot has a bug: then the inbox settles that event as `failed` with the reason `internal`.
 */
export type ProcessEvent = (event: IdentifiedEvent, attempt: Attempt) => Promise<Result>

/** Called with every outcome, also after the webhook was answered. */
export type ReportOutcome = (event: IdentifiedEvent, result: Result, delivery: Delivery) => void

/** The seam between where events are kept and what is done with them. */
export interface InboxOptions {
  processEvent: ProcessEvent
  /** of which chat an event is, if it must not overtake others of that chat; by default it may */
  chatInOrder?: ChatInOrder | undefined
  reportOutcome: ReportOutcome
}

/** Whether LINE is down: then an event is safe only once it is settled. */
export type Outage = Pick<LineOutage, 'state'>

/** The inbox accepts no events now. */
export interface Unavailable {
  /** why, and what to do about it where the operator can do something; for the log and `/health` */
  unavailable: string
}

/** How many events an inbox has, for an operator. */
export interface InboxStats {
  /** in this process: being handled, or on their way to Redis */
  inFlight: number
  /** how long ago the webhook of the oldest one that has not ended arrived, 0 without one; with Redis, of all processes */
  oldestMs: number | undefined
  /** with Redis, of all processes */
  queue?: Record<'waiting' | 'active' | 'delayed' | 'dead_letter', number>
}

/** Keeps events from the webhook until their outcome. It decides when an event is safe, and has each handled once. */
export interface Inbox {
  /**
   * Accepts the events of one delivery, all or none.
   *
   * @param waitMs how long the webhook waits for its events to be settled, where that is needed
   * @returns for each event how it ended, once that is known; these promises never reject
   */
  receive(events: webhook.Event[], delivery: Delivery, waitMs?: number): Promise<Result>[] | Unavailable
  /** Why so many events and bytes cannot be accepted now, or undefined. */
  unavailableReason(events?: number, bytes?: number): string | undefined
  /** Rejects while Redis is away. */
  stats(): Promise<InboxStats>
  /** Finishes the events in flight, within the time limit. Resolves with the number of events left. */
  drain(timeoutMs: number): Promise<number>
  /** Closes all connections. Call it after `drain`. */
  close(): Promise<void>
}
