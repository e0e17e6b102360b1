import type { webhook } from '@line/bot-sdk'
import type { FastifyBaseLogger } from 'fastify'
import type { HandlerContext } from '../handlers/types.ts'
import { eventIdOf } from './event-id.ts'
import { kindOf } from './event-kind.ts'
import type { Attempt } from './types.ts'

export type HandlerContextOptions = Pick<HandlerContext, 'log' | 'line'>

/** What a handler may use while it handles an event. The logger and the signal are made when it uses them. */
export function createHandlerContext(
  { log, line }: HandlerContextOptions,
  event: webhook.Event,
  { reqId, deadline }: Attempt
): HandlerContext {
  let eventLog: FastifyBaseLogger | undefined
  let signal: AbortSignal | undefined
  return {
    line,
    get log() {
      eventLog ??= log.child({ reqId, webhookEventId: eventIdOf(event), kind: kindOf(event) })
      return eventLog
    },
    get signal() {
      const leftMs = Math.ceil(deadline - Date.now()) // a timeout takes whole milliseconds
      signal ??= AbortSignal.timeout(Math.max(0, leftMs))
      return signal
    }
  }
}
