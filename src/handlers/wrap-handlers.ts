import type { EventKind, Handler, Handlers } from './types.ts'

/**
 * Wraps every handler of a table in a function. `default` remains the handler of all kinds without their own, and handlers
 * marked as `slow` or `oneAtATime` remain so.
 */
export function wrapHandlers(
  handlers: Handlers,
  wrap: (handler: Handler, kind: EventKind | 'default') => Handler
): Handlers {
  const entries = Object.entries(handlers) as [EventKind | 'default', Handler | undefined][]
  return Object.fromEntries(
    entries.map(([kind, handler]) => [kind, handler && Object.assign(wrap(handler, kind), handler)])
  )
}
