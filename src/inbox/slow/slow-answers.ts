import { setTimeout as sleep } from 'node:timers/promises'
import type { messagingApi, webhook } from '@line/bot-sdk'
import { IGNORED_IN_GROUP } from '../../handlers/in-groups.ts'
import type { SlowOptions } from '../../handlers/slow.ts'
import type { HandlerContext, Reply } from '../../handlers/types.ts'
import { validateReply } from '../../handlers/validate.ts'
import { showLoadingAnimation } from '../../handlers/with-loading-animation.ts'
import { withTimeLimit } from '../../timing/time-limit.ts'
import { chatOf, textOrEmpty } from '../chat.ts'
import { type Level, logSafely } from '../event-log.ts'
import type { IdentifiedEvent } from '../identify.ts'
import { internalFailure, mayHaveBeenDelivered, type Result, type Sent } from '../outcome.ts'
import type { Attempt, SlowWork } from '../types.ts'
import { cardOf, type Tap } from './card.ts'
import type { KeptAnswer, Question } from './kept-answers.ts'

/** An event to be answered: a question to a slow handler, or a tap of its button. */
export interface Ticket extends IdentifiedEvent {
  attempt: Attempt
  slow: SlowWork
  options: Required<SlowOptions>
  /** replies with the event's reply token */
  send(messages: messagingApi.Message[], sent: Sent): Promise<Result>
}

/** Calls the handler for a question. */
type Work = (signal: AbortSignal) => Reply | Promise<Reply>

/** The result of the work: a reply, or why there is none. */
interface Ended {
  messages?: NonNullable<Reply>
  reason?: 'handler' | 'too-late' | 'withdrawn' | 'lost' | 'abandoned'
  err?: unknown
  handlerMs?: number
}

/** A question whose handler is at work. */
interface Run {
  question: Question
  result?: Ended
  /** a button for the answer has been sent, or is about to be */
  isExpected: boolean
  ended: Promise<void>
  /** resolves when the work has ended and its answer, if expected, is kept */
  kept: Promise<void>
  end(result: Ended): void
}

/** The button is sent at least this long before the reply token's deadline, which leaves time for retries. */
const MARGIN_MS = 6_000
const ANIMATION_AFTER_MS = 1_000
/** How often a tap checks whether another process has kept the answer. */
const LOOK_EVERY_MS = 1_000
/** Maximum length of an answer as JSON, in characters. */
const MAX_LENGTH = 256 * 1024

/** Answers questions to slow handlers: with their own reply token if there is time, otherwise with that of a tap. */
export function createSlowAnswers(context: Pick<HandlerContext, 'log' | 'line'>) {
  const runs = new Map<string, Run>()
  /** the ids of unanswered questions by content, because a user who repeats a question waits for the same answer */
  const atWork = new Map<string, string>()

  /** Replies with the handler's answer if it is in time, otherwise with a button while the work continues. */
  async function ask(ticket: Ticket, work: Work): Promise<Result> {
    const { slow, options, send } = ticket
    const id = atWork.get(keyOf(ticket)) ?? idOf(ticket)
    const until = Date.now() + options.giveUpAfterMs
    const run = runs.get(id) ?? start(id, ticket, work, until)
    await whileWaiting(ticket, (patienceMs) => withTimeLimit(run.ended, patienceMs))
    if (!run.result && slow.isDraining()) {
      await withTimeLimit(run.ended, tokenEnd(ticket) - Date.now())
      run.end({ reason: 'lost' })
    }
    if (run.result?.reason === 'withdrawn' && id !== idOf(ticket)) return ask(ticket, work) // the user unsent the first one
    if (run.result) return sendEnd(ticket, run.result)
    const isFirst = !run.isExpected // false if the user repeated a question that has its button
    run.isExpected = true
    const expecting = slow.answers.expect(id, run.question, options.giveUpAfterMs + options.keepForMs)
    await withTimeLimit(expecting, tokenEnd(ticket) - Date.now())
    const result = await send([cardOf({ ...run.question, id }, options)], 'button').catch(internalFailure)
    const isOut = result.outcome !== 'failed' || mayHaveBeenDelivered(result)
    if (isOut && result.outcome !== 'rejected') slow.goOn(run.kept, until)
    else if (isFirst) run.end({ reason: 'abandoned' })
    return result
  }

  /** Repeats the work for a question that has its button, after the process that sent the button has died. */
  async function resume(ticket: Ticket, work: Work, until: number): Promise<Result> {
    const id = idOf(ticket)
    const kept = await ticket.slow.answers.find(id)
    if (kept && kept.messages === undefined) {
      const run = runs.get(id) ?? start(id, ticket, work, until)
      run.isExpected = true
      await run.kept
    }
    return { outcome: 'duplicate' }
  }

  function start(id: string, ticket: Ticket, work: Work, until: number): Run {
    const { event, kind, slow, attempt } = ticket
    const question = { webhookEventId: ticket.id, kind, chat: chatOf(event), askedAt: attempt.receivedAt }
    const key = keyOf(ticket)
    const startedAt = Date.now()
    const controller = new AbortController()
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(() => run.end({ reason: 'too-late' }), until - Date.now())
    const lose = () => run.end({ reason: 'lost' })
    const kept = ended.then(async () => {
      if (run.isExpected) await keep(id, run, ticket)
      runs.delete(id)
    })
    const run: Run = { question, isExpected: false, ended, kept, end }
    function end(result: Ended): void {
      if (run.result) return
      run.result = { ...result, handlerMs: Date.now() - startedAt }
      clearTimeout(timer)
      slow.stopping.removeEventListener('abort', lose)
      if (atWork.get(key) === id) atWork.delete(key)
      if (!result.messages) controller.abort()
      if (result.reason === 'lost') logAnswer('warn', question, 'lost', { reason: 'stopped' })
      if (result.reason === 'handler' || result.reason === 'too-late')
        logAnswer('error', question, 'failed', result)
      resolve()
    }
    runs.set(id, run)
    atWork.set(key, id)
    slow.stopping.addEventListener('abort', lose)
    if (slow.stopping.aborted) lose()
    Promise.try(work, controller.signal)
      .then((messages) => end({ messages: validateReply(messages, kind) }))
      .catch((err) => end({ reason: 'handler', err }))
    return run
  }

  /** Keeps an answer, or the fact that there is none, until it expires or the process stops. */
  async function keep(id: string, { question, result = {} }: Run, { slow, options }: Ticket): Promise<void> {
    if (result.reason === 'withdrawn' || result.reason === 'abandoned') return
    let { messages = null } = result
    try {
      const reason = messages && reasonAgainst(messages)
      if (reason) logAnswer('error', question, 'failed', { reason })
      if (reason) messages = null
      await slow.answers.keep(id, { ...question, messages }, options.keepForMs)
    } catch (err) {
      return logAnswer('error', question, 'failed', { reason: 'not-kept', err })
    }
    if (slow.stopping.aborted) return // waiting taps are told that the answer is lost
    const timer = setTimeout(forget, options.keepForMs).unref()
    slow.stopping.addEventListener('abort', forget)
    async function forget(): Promise<void> {
      clearTimeout(timer)
      slow.stopping.removeEventListener('abort', forget)
      const answer = await slow.answers.remove(id).catch(() => undefined) // in Redis it expires
      if (!answer?.messages) return
      if (slow.stopping.aborted) logAnswer('warn', answer, 'lost', { reason: 'stopped' })
      else logAnswer('warn', answer, 'expired')
    }
  }

  /** Replies to a tap with the answer if it is in time, otherwise with the button once more. */
  async function answerTap(ticket: Ticket, tap: Tap): Promise<Result> {
    const { options, send, slow } = ticket
    const kept = await whileWaiting(ticket, (patienceMs) => awaitAnswer(ticket, tap, patienceMs))
    if (!kept) {
      const gone = Date.now() - tap.askedAt < options.keepForMs ? 'lost' : 'expired'
      return { ...(await send([textOf(options.gone)], 'gone')), gone }
    }
    const { messages } = kept
    if (messages === undefined) return send([cardOf(tap, options)], 'button')
    if (messages === null) return send([textOf(options.failed)], 'failure')
    if (!(await slow.answers.claim(tap.id, options.keepForMs)))
      return { outcome: 'ignored', reason: 'answered' }
    const result = await send(messages, 'answer')
    if (result.outcome === 'replied' || result.outcome === 'unconfirmed') {
      logAnswer('info', kept, 'delivered', { by: 'tap' })
    } else await slow.answers.release(tap.id)
    if (result.outcome === 'rejected') {
      logAnswer('error', kept, 'failed', { reason: 'rejected' })
      await slow.answers.remove(tap.id)
      await slow.answers.keep(tap.id, { ...kept, messages: null }, options.keepForMs)
    }
    return result
  }

  /** Waits for the handler, here or in another process. Resolves with undefined if the question is from another chat. */
  async function awaitAnswer({ slow, event }: Ticket, { id }: Tap, patienceMs: number) {
    const until = Date.now() + patienceMs
    for (;;) {
      const run = runs.get(id)
      const kept: KeptAnswer | undefined = run?.isExpected ? run.question : await slow.answers.find(id)
      const leftMs = Math.min(until - Date.now(), LOOK_EVERY_MS)
      if (!kept || kept.chat !== chatOf(event)) return
      if (kept.messages !== undefined || leftMs <= 0) return kept
      await (run ? withTimeLimit(run.kept, leftMs) : sleep(leftMs))
    }
  }

  /** Forgets the answer to a message that the user has unsent. */
  async function withdraw({ unsend }: webhook.UnsendEvent, { answers }: SlowWork): Promise<void> {
    const messageId = textOrEmpty(unsend?.messageId)
    const run = runs.get(messageId)
    run?.end({ reason: 'withdrawn' })
    const withdrawn = (await answers.remove(messageId)) ?? run?.question
    if (withdrawn) logAnswer('info', withdrawn, 'withdrawn')
  }

  /** Waits for at most `patienceMs` while the user sees LINE's loading animation; the event is in hand after 1 s. */
  async function whileWaiting<T>(ticket: Ticket, wait: (patienceMs: number) => Promise<T>): Promise<T> {
    const { attempt, options, event } = ticket
    const end = Math.min(attempt.receivedAt + options.patienceMs, tokenEnd(ticket))
    const patienceMs = Math.max(0, end - Date.now())
    if (patienceMs === 0) return wait(0)
    const stop = attempt.begin?.()
    const seconds = 5 * Math.min(12, Math.ceil(patienceMs / 5_000))
    const timer = setTimeout(showLoadingAnimation, ANIMATION_AFTER_MS, event, context, seconds)
    return wait(patienceMs).finally(() => {
      stop?.()
      clearTimeout(timer)
    })
  }

  /** Logs the outcome of an answer in one line, without its content. */
  function logAnswer(level: Level, question: Question, answer: string, details = {}): void {
    const { webhookEventId, kind, askedAt } = question
    const line = { webhookEventId, kind, answer, ...details, ms: Date.now() - askedAt }
    logSafely(context.log, level, line, `answer: ${answer}`)
  }

  return { ask, resume, answerTap, withdraw }
}

/** Sends the result of the work with the question's own reply token. */
async function sendEnd({ send, options }: Ticket, ended: Ended): Promise<Result> {
  const { messages, reason, handlerMs = 0 } = ended
  if (reason === 'withdrawn') return { outcome: 'ignored', reason: 'unsent' }
  if (messages === IGNORED_IN_GROUP) return { outcome: 'ignored', reason: 'group' }
  if (messages?.length === 0) return { outcome: 'ignored', reason: 'no-reply', handlerMs }
  const result = await (messages ? send(messages, 'answer') : send([textOf(options.failed)], 'failure'))
  return { ...result, handlerMs }
}

/** Returns why an answer cannot be kept for a tap, if it cannot. */
function reasonAgainst(messages: messagingApi.Message[]) {
  if (messages.length === 0) return 'no-reply'
  return JSON.stringify(messages).length > MAX_LENGTH ? 'not-kept' : undefined
}

/** When the event must be replied to at the latest, in milliseconds since the epoch. */
const tokenEnd = ({ attempt }: Ticket) => attempt.deadline - MARGIN_MS

const textOf = (text: string): messagingApi.TextMessage => ({ type: 'text', text })

/** Returns the id of the answer. That of a message is the message's own, because `unsend` events name it. */
function idOf({ id, event }: IdentifiedEvent): string {
  const { type, message } = event as Partial<webhook.MessageEvent>
  const messageId = textOrEmpty(message?.id)
  return type === 'message' && /^[\w-]{1,64}$/.test(messageId) ? messageId : id
}

/** Returns the same key for a text that a user repeats in a chat, if it quotes the same message. */
function keyOf({ id, kind, event }: IdentifiedEvent): string {
  if (kind !== 'message.text') return id
  const { text, quotedMessageId } = (event as webhook.MessageEvent).message as webhook.TextMessageContent
  return JSON.stringify([event.source, text, quotedMessageId])
}
