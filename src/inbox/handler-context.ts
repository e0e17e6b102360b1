import type { webhook } from '@line/bot-sdk'
import type { FastifyBaseLogger } from 'fastify'
import type { HandlerContext } from '../handlers/types.ts'
import { identify } from './event-id.ts'
import { kindOf } from './event-kind.ts'
import type { Attempt } from './types.ts'

export type ContextOptions = Pick<HandlerContext, 'log' | 'line'>

/** A class for once: its getters are shared, so that an event whose handler uses none of them costs a few pointers. */
class Context implements HandlerContext {
  readonly #options: ContextOptions
  readonly #event: webhook.Event
  readonly #attempt: Attempt
  #log: FastifyBaseLogger | undefined
  #signal: AbortSignal | undefined

  constructor(options: ContextOptions, event: webhook.Event, attempt: Attempt) {
    this.#options = options
    this.#event = event
    this.#attempt = attempt
  }

  get log() {
    this.#log ??= this.#options.log.child({
      reqId: this.#attempt.reqId,
      webhookEventId: identify(this.#event),
      kind: kindOf(this.#event)
    })
    return this.#log
  }

  get line() {
    return this.#options.line
  }

  get signal() {
    const left = Math.ceil(this.#attempt.until - Date.now()) // a timeout takes whole milliseconds
    this.#signal ??= AbortSignal.timeout(Math.max(0, left))
    return this.#signal
  }
}

/** What a handler may use while it handles an event, made when it does. */
export const createContext = (
  options: ContextOptions,
  event: webhook.Event,
  attempt: Attempt
): HandlerContext => new Context(options, event, attempt)
