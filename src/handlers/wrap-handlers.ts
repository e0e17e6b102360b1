import type { EventKind, Handler, Handlers } from './types.ts'

/**
 * Puts a function around every handler of a table. `default` stays the handler of every kind without one of its own, and a
 * handler that is marked, as `slow` or `oneAtATime`, stays so.
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
