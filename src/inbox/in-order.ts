import { isOneAtATime } from '../handlers/one-at-a-time.ts'
import type { Handlers } from '../handlers/types.ts'
import { withTimeLimit } from '../timing/time-limit.ts'
import { chatOf } from './chat.ts'
import type { IdentifiedEvent } from './identify.ts'
import { handlerOf } from './process-event.ts'
import { tapOf } from './slow/card.ts'
import type { ProcessEvent } from './types.ts'

/** The chat whose events must not overtake this one; undefined where they may. */
export type ChatInOrder = (event: IdentifiedEvent) => string | undefined

/** Keeps the order of events whose handlers are `oneAtATime`. The tap of a slow answer's button does not wait. */
export const createChatInOrder =
  (handlers: Handlers): ChatInOrder =>
  ({ kind, event }) =>
    isOneAtATime(handlerOf(handlers, kind)) && !tapOf(event) ? chatOf(event) || undefined : undefined

/**
 * Processes the events of a chat one at a time, in the order in which they came. An event waits for those before it until
 * its reply token is too old; then it has failed as if its own handler had taken as long.
 */
export function inOrder(processEvent: ProcessEvent, chatInOrder: ChatInOrder): ProcessEvent {
  /** of each chat that has events: resolves when all of them have ended */
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
      // The deadline moves when LINE delivers the event again.
      while (!isDone && Date.now() < attempt.deadline)
        await withTimeLimit(done, attempt.deadline - Date.now())
      if (isDone) return processEvent(event, attempt)
      const handlerMs = Date.now() - startedAt
      return { outcome: 'failed', reason: 'handler-timeout', handlerMs } as const
    }
  }
}
