import type { messagingApi, webhook } from '@line/bot-sdk'
import {
  type EventKind,
  type EventOf,
  type Handler,
  type Handlers,
  MAX_MESSAGES_PER_REPLY
} from '../handlers/types.ts'
import type { ReplyClient, ReplyResult } from '../line/reply-client.ts'
import { kindOf } from './event-kind.ts'
import { type GroupReplyPolicy, isIgnoredInGroup } from './group-reply-policy.ts'
import { createHandlerContext, type HandlerContextOptions } from './handler-context.ts'
import type { LoadingAnimation } from './loading-animation.ts'
import type { IgnoredReason, Result } from './outcome.ts'
import { isDummyReplyToken, replyTokenOf } from './reply-token.ts'
import type { Attempt, ProcessEvent } from './types.ts'

export interface ProcessEventOptions {
  handlers: Handlers
  replyClient: Pick<ReplyClient, 'reply'>
  /** what handlers may use beside their event */
  context: HandlerContextOptions
  groupReplies?: GroupReplyPolicy
  /** shown while an async handler is at work; by default nothing is */
  loadingAnimation?: LoadingAnimation | undefined
}

/** Processes one event: finds its handler, sends what the handler returns, and says how the event ended. */
export function createProcessEvent({
  handlers,
  replyClient,
  context,
  groupReplies = 'all',
  loadingAnimation
}: ProcessEventOptions): ProcessEvent {
  return async function processEvent(event, attempt) {
    if (event.mode === 'standby') return ignored('standby')
    const replyToken = replyTokenOf(event)
    if (isDummyReplyToken(replyToken)) return ignored('verification')
    const ownHandler = handlerOf(event)
    const handler = ownHandler ?? handlers.default
    if (!handler) return ignored('unsupported')
    if (isIgnoredInGroup(event, groupReplies, ownHandler !== undefined)) return ignored('group')

    const startedAt = performance.now()
    let messages: messagingApi.Message[]
    try {
      messages = await messagesOf(handler, event, attempt)
    } catch (err) {
      return { outcome: 'failed', reason: 'handler', err }
    }
    if (messages.length === 0) return ignored('no-reply')
    if (!replyToken) return ignored('no-reply-token')
    if (Date.now() >= attempt.deadline) {
      const handlerMs = Math.round(performance.now() - startedAt)
      return { outcome: 'failed', reason: 'handler-timeout', handlerMs }
    }
    return resultOf(await replyClient.reply({ replyToken, messages }, attempt), event, attempt)
  }

  function handlerOf(event: webhook.Event): Handler | undefined {
    const kind = kindOf(event)
    // The compiler cannot know that an event of this kind is what the handler of this kind takes: kindOf has looked.
    return Object.hasOwn(handlers, kind) ? (handlers[kind as EventKind] as Handler | undefined) : undefined
  }

  async function messagesOf(
    handler: Handler,
    event: webhook.Event,
    attempt: Attempt
  ): Promise<messagingApi.Message[]> {
    const reply = handler(event as EventOf<EventKind>, createHandlerContext(context, event, attempt))
    const isSlow = loadingAnimation && reply instanceof Promise
    const messages = (await (isSlow ? loadingAnimation(event, reply) : reply)) ?? []
    const mistake = mistakeIn(messages)
    if (mistake) throw new TypeError(`the handler of ${kindOf(event)} returned ${mistake}`)
    return messages
  }
}

/** What a handler in JavaScript, or one with a cast, may return. */
function mistakeIn(messages: unknown): string | undefined {
  if (!Array.isArray(messages)) {
    return `${typeof messages === 'object' ? 'an object' : `a ${typeof messages}`}: it takes an array of messages, or nothing`
  }
  if (messages.length > MAX_MESSAGES_PER_REPLY) {
    return `${messages.length} messages: LINE takes at most ${MAX_MESSAGES_PER_REPLY} in a reply`
  }
}

/** What became of the reply decides how its event ends. */
function resultOf(reply: ReplyResult, event: webhook.Event, attempt: Attempt): Result {
  const { verdict, status, lineRequestId, message, attempts: tries } = reply
  const answer = { status, lineRequestId, message, tries }
  const mayHaveBeenDelivered = reply.mayHaveBeenDelivered || attempt.mayHaveBeenDelivered
  switch (verdict) {
    case 'accepted':
      return { outcome: 'replied', ...answer }
    case 'refused': {
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
 * LINE delivered the event again, so an earlier process may have answered it and not lived to say so. When LINE names
 * what is wrong with the messages, the reply token is not what it refuses.
 */
const mayBeAnsweredBefore = ({ hasDetails }: ReplyResult, { deliveryContext }: webhook.Event) =>
  deliveryContext?.isRedelivery === true && !hasDetails

const ignored = (reason: IgnoredReason): Result => ({ outcome: 'ignored', reason })
