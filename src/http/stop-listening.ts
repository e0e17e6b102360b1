import { setImmediate as nextTurn } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'

/** Waiting connections are accepted for at most this time, even if more arrive. */
const ACCEPT_TIMEOUT_MS = 250
/** After this many turns of the event loop without a new connection, none is waiting. */
const QUIET_TURNS = 3
/** Grace period for open connections: idle ones and half-sent requests are dropped then. */
const CLOSE_CONNECTIONS_AFTER_MS = 2_000

/**
 * Prepares a server to stop listening without resetting clients. Call it before adding hooks that respond to requests.
 *
 * Closing a listening socket resets the connections in its queue, so these are accepted first. Meanwhile requests are
 * held, because clients that get a response may connect again, and the queue might never be empty.
 *
 * @returns a function that closes the listening socket and then resolves. Accepted connections may still send their first
 *   request; they are closed after 2 s
 */
export function prepareStopListening(app: FastifyInstance) {
  let accepted = 0
  let stopped: Promise<void> | undefined

  app.server.on('connection', () => accepted++)
  app.addHook('onRequest', (_request, _reply, done) => {
    if (stopped) stopped.then(() => done())
    else done()
  })

  async function acceptWaitingAndClose(): Promise<void> {
    const end = performance.now() + ACCEPT_TIMEOUT_MS
    let quiet = 0
    while (quiet < QUIET_TURNS && performance.now() < end) {
      const before = accepted
      await nextTurn() // accepts one connection
      quiet = accepted > before ? 0 : quiet + 1
    }
    app.server.close()
    setTimeout(() => app.server.closeAllConnections(), CLOSE_CONNECTIONS_AFTER_MS).unref()
  }

  return function stopListening(): Promise<void> {
    stopped ??= acceptWaitingAndClose()
    return stopped
  }
}
