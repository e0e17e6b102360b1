import { lookup } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

/** Each costs about 17 KB. LINE opens 2,800 to deliver 2,000 webhooks per second to a bot that needs 1.4 s for each. */
const MAX_CONNECTIONS = 5_000
const LIMITS = '/proc/self/limits'
/** For files, pipes and Node itself: 23 after startup. */
const PROCESS_DESCRIPTORS = 32
/** For the connections to LINE (256 at most) and Redis. */
const OUTGOING_CONNECTIONS = 260

/**
 * Listens on HOST and PORT.
 *
 * @throws the errors of Node's `lookup` and `listen`, with `code` and `syscall`
 */
export async function listen(app: FastifyInstance): Promise<void> {
  const { HOST, PORT: port } = app.config
  app.server.maxConnections = maxConnections(descriptorLimit())
  await app.listen({ host: await hostToListenOn(HOST), port })
}

/**
 * Returns the address for `listen`: empty for `::`, because Node then listens on all IPv4 and IPv6 addresses, and falls
 * back to IPv4 on machines without IPv6. A name is resolved here to prefer IPv4, because `localhost` often resolves to
 * `::1` on machines without IPv6.
 *
 * @throws the errors of Node's `lookup`
 */
export const hostToListenOn = async (host: string): Promise<string> =>
  host === '::' ? '' : (await lookup(host, { order: 'ipv4first' })).address

/**
 * Returns how many connections the server accepts. A process without free file descriptors fails in many places, so some
 * are reserved for outgoing connections: `OUTGOING_CONNECTIONS`, or half of the available ones if these are few.
 */
function maxConnections(descriptors: number): number {
  const available = descriptors - PROCESS_DESCRIPTORS
  return Math.min(MAX_CONNECTIONS, Math.max(available - OUTGOING_CONNECTIONS, Math.ceil(available / 2), 1))
}

/** The soft limit of open files. Only Linux has this file; on other systems Node raises the limit as far as it can. */
function descriptorLimit(): number {
  const limits = existsSync(LIMITS) ? readFileSync(LIMITS, 'utf8') : ''
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
}
