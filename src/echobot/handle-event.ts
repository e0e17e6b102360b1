import type { webhook } from '@line/bot-sdk'
import type { Attempt, Result } from '../inbox/inbox.ts'
import type { LineClient, ReplyResult } from '../line/client.ts'
import { type EventKind, type EventOf, kindOf } from './event-kind.ts'
import type { Handler, Handlers } from './handlers.ts'

export interface HandleEventOptions {
  handlers: Handlers
  line: Pick<LineClient, 'reply'>
}

/**
 * Handles one event: finds its handler, sends what the handler returns, and says how it ended.
 * Never rejects: a handler that throws is a `failed` event, and none of its neighbours' business.
 */
export function createHandleEvent({ handlers, line }: HandleEventOptions) {
  return async function handleEvent(event: webhook.Event, attempt: Attempt): Promise<Result> {
    if (event.mode === 'standby') return ignored('standby')
    const { replyToken } = event as { replyToken?: unknown }
    if (isDummy(replyToken)) return ignored('verification')
    const handler = handlerOf(event, handlers)
    if (!handler) return ignored('unsupported')

    try {
      const messages = await handler(event as EventOf<EventKind>)
      if (messages.length === 0) return ignored('unsupported')
      if (typeof replyToken !== 'string' || replyToken === '') return ignored('no-reply-token')
      return resultOf(await line.reply({ replyToken, messages }, attempt.until, attempt.tries), attempt)
    } catch (err) {
      return { outcome: 'failed', reason: 'handler', err }
    }
  }
}

function handlerOf(event: webhook.Event, handlers: Handlers): Handler | undefined {
  const kind = kindOf(event)
  return (Object.hasOwn(handlers, kind) ? handlers[kind as EventKind] : handlers.default) as
    | Handler
    | undefined
}

/** What became of a reply is what becomes of its event. */
function resultOf({ verdict, unanswered, ...details }: ReplyResult, attempt: Attempt): Result {
  switch (verdict) {
    case 'accepted':
      return { outcome: 'replied', ...details }
    case 'refused': {
      // A try that got no answer may have worked, and used the reply token up.
      const perhapsReplied = details.status === 400 && (unanswered || attempt.unanswered)
      return { outcome: perhapsReplied ? 'unconfirmed' : 'rejected', ...details }
    }
    case 'unauthorized':
      return { outcome: 'failed', reason: 'credentials', unanswered, ...details }
    case 'unavailable':
      return { outcome: 'failed', reason: 'line-unavailable', unanswered, ...details }
  }
}

const ignored = (reason: string): Result => ({ outcome: 'ignored', reason })

/** LINE's Verify button sent events with these until about 2020; other platforms that speak LINE's protocol still do. */
const isDummy = (replyToken: unknown) => replyToken === '0'.repeat(32) || replyToken === 'f'.repeat(32)
