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
  /** the length of its body, in bytes */
  bytes: number
}

/** One attempt to process an event, and its limits. */
export interface Attempt extends Delivery {
  /** when a reply is too late, in milliseconds since the epoch; moves when LINE redelivers the event */
  deadline: number
  /** when aborted, the attempt stops waiting for the end of an outage of LINE */
  signal?: AbortSignal
  /** how many requests may be sent to LINE; by default as many as the deadline allows */
  maxReplyAttempts?: number
  /** LINE may have accepted a reply of an earlier attempt that got no response */
  mayHaveBeenDelivered: boolean
  /** for answers that come after the reply; without it, slow handlers are treated like others */
  slow?: SlowWork
  /**
   * Call it when the event starts to wait for a slow answer: 1 s later the event is in hand, unless the returned function
   * is called before.
   */
  begin?: () => () => void
  /** LINE has received its 200, although the event is not settled */
  isInHand?: boolean
  /** another process has sent the button: only the work is left, which is given up at this time (ms since the epoch) */
  resumeUntil?: number | undefined
}

/** What an inbox provides for events whose handler is slow. */
export interface SlowWork {
  answers: KeptAnswers
  /** Call it when the button was sent. The rest of the work is given up at `until`, in milliseconds since the epoch. */
  goOn(work: Promise<void>, until: number): void
  /** aborts shortly before answers in memory are lost; with Redis, never */
  stopping: AbortSignal
  /** Whether `stopping` will abort soon, so that a button would be useless. */
  isDraining(): boolean
}

/**
 * Processes one event and resolves with its outcome. An inbox calls it once per event, and again to retry a failed one. It
 * throws only if the bot has a bug; the inbox then reports `failed` with the reason `internal`.
 */
export type ProcessEvent = (event: IdentifiedEvent, attempt: Attempt) => Promise<Result>

/** Called with every outcome, even if the webhook has been answered. */
export type ReportOutcome = (event: IdentifiedEvent, result: Result, delivery: Delivery) => void

/** The interface between an inbox, which keeps events, and the functions that process and report them. */
export interface InboxOptions {
  processEvent: ProcessEvent
  /** the chat of an event that must be handled in order with others of its chat; by default none must */
  chatInOrder?: ChatInOrder | undefined
  reportOutcome: ReportOutcome
}

/** Whether LINE is down. While it is, an event is safe only once it is settled. */
export type Outage = Pick<LineOutage, 'state'>

/** Returned while the inbox does not accept events. */
export interface Unavailable {
  /** the reason, with a remedy if the operator has one; for the log and `/health` */
  unavailable: string
}

/** How many events an inbox has, for an operator. */
export interface InboxStats {
  /** in this process: being handled, or on their way to Redis */
  inFlight: number
  /** the age of the oldest unfinished event in milliseconds, 0 if there is none; with Redis, of all processes */
  oldestMs: number
  /** with Redis, of all processes */
  queue?: Record<'waiting' | 'active' | 'delayed' | 'dead_letter', number>
}

/** Keeps events from their webhook until their outcome, decides when an event is safe, and has each one handled once. */
export interface Inbox {
  /**
   * Accepts the events of one delivery, all or none.
   *
   * @param waitMs how long the webhook can wait for its events to be settled, in milliseconds
   * @returns a promise for the outcome of each event; these promises never reject
   */
  receive(events: webhook.Event[], delivery: Delivery, waitMs?: number): Promise<Result>[] | Unavailable
  /** Returns why this number of events and bytes cannot be accepted now, or undefined if it can. */
  unavailableReason(events?: number, bytes?: number): string | undefined
  /** Rejects while Redis is unavailable. */
  stats(): Promise<InboxStats>
  /** Finishes the events in flight, within the time limit. Resolves with the number of events left. */
  drain(timeoutMs: number): Promise<number>
  /** Closes all connections. Call it after `drain`. */
  close(): Promise<void>
}
