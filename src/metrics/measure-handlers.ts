import type { Handlers } from '../handlers/types.ts'
import { wrapHandlers } from '../handlers/wrap-handlers.ts'

/**
 * Returns handlers that report how long they take, including the time that they wait.
 *
 * @param report called when a handler has ended, even if it threw or was too late
 */
export function measureHandlers(handlers: Handlers, report: (name: string, ms: number) => void): Handlers {
  return wrapHandlers(handlers, (handler, name) => (event, context) => {
    const startedAt = performance.now()
    const end = () => report(name, performance.now() - startedAt)
    let called: ReturnType<typeof handler>
    try {
      called = handler(event, context)
      return called
    } finally {
      if (called instanceof Promise) called.then(end, end)
      else end()
    }
  })
}
