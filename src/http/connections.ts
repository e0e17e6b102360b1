import type { IncomingMessage, ServerResponse } from 'node:http'
import { Server as NetServer, type Socket } from 'node:net'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Refusals } from './refusals.ts'

/** Each costs about 17 KB. LINE, delivering 2,000 webhooks a second to a bot that needs 1.4 s for each, opens 2,800. */
const MAX_CONNECTIONS = 5_000
/** How long those who came before the end may take to be let in, and to say what they want. */
const LAST_REQUESTS_MS = 250
/** After so many turns of the event loop without a new connection, none waits to be accepted. */
const QUIET_TURNS = 3

export interface ConnectionsOptions {
  server: FastifyInstance['server']
  refusals: Refusals
  maxConnections?: number
}

/**
 * Keeps the number of connections within a limit. A new one is always let in: the one that has brought no request for
 * longest ends for it, so that connections that are only held open do not keep LINE out.
 */
export function createConnections({
  server,
  refusals,
  maxConnections = MAX_CONNECTIONS
}: ConnectionsOptions) {
  const leastRecent = new Set<Socket>()
  let accepted = 0

  server.on('connection', (socket: Socket) => {
    accepted++
    leastRecent.add(socket)
    socket.once('close', () => leastRecent.delete(socket))
    const [oldest] = leastRecent
    if (oldest && leastRecent.size > maxConnections) cut(oldest)
  })
  server.prependListener('request', ({ socket }) => {
    if (leastRecent.delete(socket)) leastRecent.add(socket)
  })

  function cut(socket: Socket): void {
    leastRecent.delete(socket)
    socket.destroy()
    refusals.add(
      'warn',
      { code: 'HTTP_ERR_TOO_MANY_CONNECTIONS' },
      'refused: too many connections, the idlest ends'
    )
  }

  /**
   * Takes no more connections. Those that were made before are let in, and have their first request answered if it comes
   * soon: closing a server resets what waits to be accepted, and drops what was accepted and has not been read.
   */
  async function stopListening(): Promise<void> {
    const end = performance.now() + LAST_REQUESTS_MS
    const answerHeld = holdRequests() // whoever is answered may come again, and there would be no end
    for (let quiet = 0; quiet < QUIET_TURNS && performance.now() < end; quiet++) {
      const before = accepted
      await nextTurn() // accepts one of those that wait
      if (accepted > before) quiet = 0
    }
    NetServer.prototype.close.call(server)
    answerHeld()
    while (hasUnread() && performance.now() < end) await sleep(5)
  }

  /** Keeps the requests that come back, until the function that it gives is called. */
  function holdRequests(): () => void {
    const listeners = server.listeners('request') as ((...pair: [IncomingMessage, ServerResponse]) => void)[]
    const held: [IncomingMessage, ServerResponse][] = []
    server.removeAllListeners('request').on('request', (...pair) => held.push(pair))
    return () => {
      server.removeAllListeners('request')
      for (const listener of listeners) server.on('request', listener)
      for (const pair of held) server.emit('request', ...pair)
    }
  }

  const hasUnread = () => leastRecent.values().some(({ bytesRead }) => bytesRead === 0)

  return { stopListening }
}
