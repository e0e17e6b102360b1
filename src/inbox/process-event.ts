import type { webhook } from '@line/bot-sdk'
import type { EventKind, EventOf, Handler, Handlers } from '../handlers/types.ts'
import type { LineClient, ReplyResult } from '../line/reply-client.ts'
import { kindOf } from './event-kind.ts'
import { type GroupReplies, isNoneOfItsBusiness } from './group-reply-policy.ts'
import { type ContextOptions, createContext } from './handler-context.ts'
import type { LoadingAnimation } from './loading-animation.ts'
import type { Attempt, Awaitable, Result } from './types.ts'

const MESSAGES_PER_REPLY = 5

export interface HandleEventOptions {
  handlers: Handlers
  line: Pick<LineClient, 'reply'>
  /** what handlers may use beside their event */
  context: ContextOptions
  groupReplies?: GroupReplies
  /** shown while an async handler is at work; by default nothing is */
  loadingAnimation?: LoadingAnimation | undefined
}

/**
 * Handles one event: finds its handler, sends what the handler returns, and says how it ended.
 * Never rejects: a handler that throws is a `failed` event, and none of its neighbours' business.
 */
export function createHandleEvent({
  handlers,
  line,
  context,
  groupReplies = 'all',
  loadingAnimation
}: HandleEventOptions) {
  return function handleEvent(event: webhook.Event, attempt: Attempt): Awaitable<Result> {
    if (event.mode === 'standby') return ignored('standby')
    const { replyToken } = event as { replyToken?: unknown }
    if (isDummy(replyToken)) return ignored('verification')
    const kind = kindOf(event)
    const own = Object.hasOwn(handlers, kind) ? handlers[kind as EventKind] : undefined
    const handler = (own ?? handlers.default) as Handler | undefined
    if (!handler) return ignored('unsupported')
    if (isNoneOfItsBusiness(event, groupReplies, !own)) return ignored('group')
    return answer(handler, event, attempt)
  }

  async function answer(handler: Handler, event: webhook.Event, attempt: Attempt): Promise<Result> {
    try {
      const returned = handler(event as EventOf<EventKind>, createContext(context, event, attempt))
      const slow = loadingAnimation && returned instanceof Promise
      const messages = (await (slow ? loadingAnimation(event, returned) : returned)) ?? []
      const mistake = mistakeIn(messages)
      if (mistake) throw new TypeError(`the handler of ${kindOf(event)} returned ${mistake}`)
      if (messages.length === 0) return ignored('no-reply')
      const { replyToken } = event as { replyToken?: unknown }
      if (typeof replyToken !== 'string' || replyToken === '') return ignored('no-reply-token')
      return resultOf(await line.reply({ replyToken, messages }, attempt.until, attempt.tries), attempt)
    } catch (err) {
      return { outcome: 'failed', reason: 'handler', err }
    }
  }
}

/** The compiler keeps handlers from it, where it can. */
function mistakeIn(messages: unknown): string | undefined {
  if (!Array.isArray(messages)) {
    return `${typeof messages === 'object' ? 'an object' : `a ${typeof messages}`}: it takes an array of messages, or nothing`
  }
  if (messages.length > MESSAGES_PER_REPLY) {
    return `${messages.length} messages: LINE takes at most ${MESSAGES_PER_REPLY} in a reply`
  }
}

/** What became of a reply is what becomes of its event. */
function resultOf(reply: ReplyResult, attempt: Attempt): Result {
  const { verdict, status, lineRequestId, message, tries, unanswered } = reply
  switch (verdict) {
    case 'accepted':
      return { outcome: 'replied', status, lineRequestId, tries }
    case 'refused': {
      // A try that got no answer may have worked, and used the reply token up.
      const perhapsReplied = status === 400 && (unanswered || attempt.unanswered)
      return { outcome: perhapsReplied ? 'unconfirmed' : 'rejected', status, lineRequestId, message, tries }
    }
    case 'unauthorized':
      return { outcome: 'failed', reason: 'credentials', unanswered, status, lineRequestId, message, tries }
    case 'unavailable':
      return {
        outcome: 'failed',
        reason: 'line-unavailable',
        unanswered,
        status,
        lineRequestId,
        message,
        tries
      }
  }
}

const ignored = (reason: string): Result => ({ outcome: 'ignored', reason })

/** LINE's Verify button sent events with these until about 2020; other platforms that speak LINE's protocol still do. */
const isDummy = (replyToken: unknown) => replyToken === ZEROS || replyToken === EFFS
const ZEROS = '0'.repeat(32)
const EFFS = 'f'.repeat(32)
