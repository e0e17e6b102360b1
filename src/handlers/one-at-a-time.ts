import type { Handler, Handlers } from './types.ts'
import { wrapHandlers } from './wrap-handlers.ts'

const ONE_AT_A_TIME = Symbol('one at a time')

/**
 * For handlers that must not overtake each other, such as those of a conversation: of one chat, their events are handled
 * in the order in which they came, and each only once the one before it has ended, its reply included. Other chats do not
 * wait. An event that LINE delivers again after its time was over comes later.
 *
 * @example oneAtATime({ 'message.text': continueConversation, postback: continueConversation })
 */
export function oneAtATime(handlers: Handlers): Handlers {
  return wrapHandlers(handlers, (handler) => {
    const marked: Handler = (event, context) => handler(event, context)
    return Object.assign(marked, { [ONE_AT_A_TIME]: true })
  })
}

/** Whether a handler is one of those. */
export const isOneAtATime = (handler: object | undefined): boolean =>
  (handler as { [ONE_AT_A_TIME]?: true } | undefined)?.[ONE_AT_A_TIME] === true
