import type { messagingApi, webhook } from '@line/bot-sdk'
import type { FastifyBaseLogger } from 'fastify'
import { IGNORED_IN_GROUP } from '../handlers/in-groups.ts'
import { SLOW_DEFAULTS, slowOptionsOf } from '../handlers/slow.ts'
import type {
  Content,
  ContentOptions,
  EventKind,
  EventOf,
  Handler,
  HandlerContext,
  Handlers
} from '../handlers/types.ts'
import { validateReply } from '../handlers/validate.ts'
import type { ReplyClient, ReplyResult } from '../line/line.ts'
import { TIMED_OUT, withTimeLimit } from '../timing/time-limit.ts'
import { chatOf } from './chat.ts'
import type { IdentifiedEvent } from './identify.ts'
import type { IgnoredReason, Result } from './outcome.ts'
import { tapOf } from './slow/card.ts'
import { createSlowAnswers, type Ticket } from './slow/slow-answers.ts'
import type { Attempt, ProcessEvent } from './types.ts'

export interface ProcessEventOptions {
  handlers: Handlers
  replies: Pick<ReplyClient, 'reply'>
  /** what handlers can use, apart from their event */
  context: Pick<HandlerContext, 'log' | 'line' | 'serve'> & { readContent: ReadContent }
}

/** Downloads the file that a user sent with an event, until the signal aborts. */
type ReadContent = (event: webhook.Event, signal: AbortSignal, options?: ContentOptions) => Promise<Content>

/** Processes one event: finds its handler, sends the reply that the handler returns, and resolves with the outcome. */
export function createProcessEvent({ handlers, replies, context }: ProcessEventOptions): ProcessEvent {
  const slowAnswers = createSlowAnswers(context)

  return async function processEvent(identified, attempt) {
    const { event, kind } = identified
    if (event.type === 'unsend' && attempt.slow) await slowAnswers.withdraw(event, attempt.slow)
    if (event.mode === 'standby') return ignored('standby')
    const replyToken = replyTokenOf(event)
    if (isDummyReplyToken(replyToken)) return ignored('verification')
    const slowly = replyToken && answerSlowly(identified, attempt, replyToken)
    if (slowly) return slowly
    const handler = handlerOf(handlers, kind)
    if (!handler) return ignored('unsupported')

    const startedAt = Date.now()
    const handled = await callHandler(handler, identified, attempt)
    const handlerMs = Date.now() - startedAt
    if (!Array.isArray(handled)) return { ...handled, handlerMs }
    if (handled === IGNORED_IN_GROUP) return ignored('group')
    if (handled.length === 0) return { ...ignored('no-reply'), handlerMs }
    if (!replyToken) return { ...ignored('no-reply-token'), handlerMs }
    if (Date.now() >= attempt.deadline) return { ...HANDLER_TIMEOUT, handlerMs }
    const reply = await replies.reply({ replyToken, messages: handled }, attempt)
    return { ...resultOf(reply, event, attempt), handlerMs }
  }

  /** Returns the handler's messages, or the event's outcome if the handler failed. */
  async function callHandler(
    handler: Handler,
    identified: IdentifiedEvent,
    attempt: Attempt
  ): Promise<messagingApi.Message[] | Result> {
    const { event, kind } = identified
    const limitMs = attempt.deadline - Date.now()
    try {
      const called = handler(event as EventOf<EventKind>, createHandlerContext(context, identified, attempt))
      const isSync = called === undefined || Array.isArray(called) // needs no timer
      const reply = isSync ? called : await withTimeLimit(Promise.resolve(called), limitMs)
      return reply === TIMED_OUT ? HANDLER_TIMEOUT : validateReply(reply, kind)
    } catch (err) {
      return { outcome: 'failed', reason: 'handler', err }
    }
  }

  /** Answers the event if its handler is slow, or if it is a tap of a slow answer's button; otherwise returns undefined. */
  function answerSlowly(identified: IdentifiedEvent, attempt: Attempt, replyToken: string) {
    const { event, kind } = identified
    const { slow, resumeUntil } = attempt
    const tap = tapOf(event)
    const handler = handlerOf(handlers, tap?.kind ?? kind)
    const options = slowOptionsOf(handler) ?? (tap || resumeUntil ? SLOW_DEFAULTS : undefined)
    if (!slow || !options || chatOf(event) === '') return
    // Even with Redis, this process makes all attempts, because it has the answer.
    const limits = {
      signal: attempt.signal,
      get deadline() {
        return attempt.deadline
      }
    }
    const ticket: Ticket = {
      ...identified,
      attempt,
      slow,
      options,
      send: async (messages, sent) => ({
        ...resultOf(await replies.reply({ replyToken, messages }, limits), event, attempt),
        sent
      })
    }
    if (tap) return slowAnswers.answerTap(ticket, tap)
    const work = (signal: AbortSignal) =>
      handler?.(event as EventOf<EventKind>, createHandlerContext(context, identified, attempt, signal))
    return resumeUntil ? slowAnswers.resume(ticket, work, resumeUntil) : slowAnswers.ask(ticket, work)
  }
}

/** Returns the handler for an event's kind, if there is one. */
export function handlerOf(handlers: Handlers, kind: string): Handler | undefined {
  // TypeScript cannot infer that the handler is for this event's kind. `identify` has checked it.
  const own = Object.hasOwn(handlers, kind) && (handlers[kind as EventKind] as Handler | undefined)
  return own || handlers.default
}

/** Creates the context of a handler for one event. The logger and the signal are created on first use. */
function createHandlerContext(
  { log, line, serve, readContent }: ProcessEventOptions['context'],
  { id: webhookEventId, kind, event }: IdentifiedEvent,
  { reqId, deadline }: Attempt,
  signal?: AbortSignal
): HandlerContext {
  let eventLog: FastifyBaseLogger | undefined
  const context: HandlerContext = {
    line,
    serve,
    content: (options) => readContent(event, context.signal, options),
    get log() {
      eventLog ??= log.child({ reqId, webhookEventId, kind })
      return eventLog
    },
    get signal() {
      const leftMs = Math.ceil(deadline - Date.now()) // AbortSignal.timeout needs whole milliseconds
      signal ??= AbortSignal.timeout(Math.max(0, leftMs))
      return signal
    }
  }
  return context
}

/** Returns the reply token of an event; undefined if it has none. */
function replyTokenOf(event: webhook.Event): string | undefined {
  const { replyToken } = event as { replyToken?: unknown }
  return typeof replyToken === 'string' && replyToken !== '' ? replyToken : undefined
}

/**
 * Whether the token comes from LINE's Verify button, which until about 2020 sent events with dummy tokens, as other
 * implementations of LINE's protocol still do. Such a token cannot be used.
 */
const isDummyReplyToken = (replyToken: string | undefined): boolean =>
  replyToken !== undefined && /^(?:0{32}|f{32})$/.test(replyToken)

/** Converts LINE's response to a reply into the outcome of the event. */
function resultOf(reply: ReplyResult, event: webhook.Event, attempt: Attempt): Result {
  const { verdict, status, lineRequestId, message, attempts: tries } = reply
  const answer = { status, lineRequestId, message, tries, lineMs: Math.round(reply.lineMs) }
  const mayHaveBeenDelivered = reply.mayHaveBeenDelivered || attempt.mayHaveBeenDelivered
  switch (verdict) {
    case 'accepted':
      return { outcome: 'replied', ...answer }
    case 'rejected': {
      const isPerhapsUsed = status === 400 && (mayHaveBeenDelivered || mayBeAnsweredBefore(reply, event))
      return { outcome: isPerhapsUsed ? 'unconfirmed' : 'rejected', ...answer }
    }
    case 'unauthorized':
      return { outcome: 'failed', reason: 'credentials', mayHaveBeenDelivered, ...answer }
    case 'unavailable':
      return { outcome: 'failed', reason: 'line-unavailable', mayHaveBeenDelivered, ...answer }
  }
}

/**
 * Whether an earlier process may have replied and died before it could report it. That is possible if LINE redelivered the
 * event and did not list errors in the messages, because then it may have refused a reply token that was used.
 */
const mayBeAnsweredBefore = ({ hasDetails }: ReplyResult, { deliveryContext }: webhook.Event) =>
  deliveryContext?.isRedelivery === true && !hasDetails

const HANDLER_TIMEOUT: Result = { outcome: 'failed', reason: 'handler-timeout' }

const ignored = (reason: IgnoredReason): Result => ({ outcome: 'ignored', reason })
