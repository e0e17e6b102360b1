import type { Handler, Handlers } from './types.ts'
import { wrapHandlers } from './wrap-handlers.ts'

const ONE_AT_A_TIME = Symbol('one at a time')

/**
 * Returns handlers that do not overtake each other, such as those of a conversation. The events of one chat are handled in
 * the order in which they arrived, each after the previous one has ended, its reply included. Other chats do not wait. An
 * event whose reply token expires while it waits is `failed`; its redelivery may come after later events.
 *
 * @example
 * const answers = new Map<string, string[]>() // by user
 * const handlers = oneAtATime({
 *   'message.text': ({ source, message }) => {
 *     const userId = source?.userId ?? ''
 *     const soFar = [...(answers.get(userId) ?? []), message.text]
 *     answers.set(userId, soFar)
 *     return echo(`Noted: ${soFar.join(', ')}`)
 *   }
 * })
 */
export function oneAtATime(handlers: Handlers): Handlers {
  return wrapHandlers(handlers, (handler) => {
    const marked: Handler = (event, context) => handler(event, context)
    return Object.assign(marked, { [ONE_AT_A_TIME]: true })
  })
}

/** Whether `oneAtATime` returned this handler. */
export const isOneAtATime = (handler: object | undefined): boolean =>
  (handler as { [ONE_AT_A_TIME]?: true } | undefined)?.[ONE_AT_A_TIME] === true
