import type { FastifyBaseLogger } from 'fastify'
import type { HandlerContext } from '../handlers/types.ts'
import type { IdentifiedEvent } from './identify.ts'
import type { Attempt } from './types.ts'

export type HandlerContextOptions = Pick<HandlerContext, 'log' | 'line'>

/** What a handler may use while it handles an event. The logger and the signal are created when it uses them. */
export function createHandlerContext(
  { log, line }: HandlerContextOptions,
  { id: webhookEventId, kind }: IdentifiedEvent,
  { reqId, deadline }: Attempt
): HandlerContext {
  let eventLog: FastifyBaseLogger | undefined
  let signal: AbortSignal | undefined
  return {
    line,
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
}
