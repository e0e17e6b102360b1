import { isOneAtATime } from '../handlers/one-at-a-time.ts'
import type { Handlers } from '../handlers/types.ts'
import { withTimeLimit } from '../timing/time-limit.ts'
import { chatOf } from './chat.ts'
import type { IdentifiedEvent } from './identify.ts'
import { handlerOf } from './process-event.ts'
import { tapOf } from './slow/card.ts'
import type { ProcessEvent } from './types.ts'

/** Returns the chat whose events must be handled in order with this one; undefined if any order will do. */
export type ChatInOrder = (event: IdentifiedEvent) => string | undefined

/** Keeps events in order if their handler is `oneAtATime`, except for taps of a slow answer's button. */
export const createChatInOrder =
  (handlers: Handlers): ChatInOrder =>
  ({ kind, event }) =>
    isOneAtATime(handlerOf(handlers, kind)) && !tapOf(event) ? chatOf(event) || undefined : undefined

/**
 * Processes the events of a chat one at a time, in the order of their arrival. An event waits for earlier ones until its
 * deadline; then it fails as if its own handler had timed out.
 */
export function inOrder(processEvent: ProcessEvent, chatInOrder: ChatInOrder): ProcessEvent {
  /** by chat: resolves when all events of the chat are finished */
  const ends = new Map<string, Promise<unknown>>()

  return function processInOrder(event, attempt) {
    const chat = chatInOrder(event)
    if (chat === undefined) return processEvent(event, attempt)
    const previous = ends.get(chat)
    const result = previous ? after(previous) : processEvent(event, attempt)
    const end = Promise.allSettled([previous, result]).then(() => {
      if (ends.get(chat) === end) ends.delete(chat)
    })
    ends.set(chat, end)
    return result

    async function after(previous: Promise<unknown>) {
      const startedAt = Date.now()
      let isDone = false
      const done = previous.then(() => (isDone = true))
      // The deadline moves when LINE redelivers the event.
      while (!isDone && Date.now() < attempt.deadline)
        await withTimeLimit(done, attempt.deadline - Date.now())
      if (isDone) return processEvent(event, attempt)
      const handlerMs = Date.now() - startedAt
      return { outcome: 'failed', reason: 'handler-timeout', handlerMs } as const
    }
  }
}
