import { lookup } from 'node:dns/promises'
import { existsSync, readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'

/** Each costs about 17 KB. LINE, delivering 2,000 webhooks a second to a bot that needs 1.4 s for each, opens 2,800. */
const MAX_CONNECTIONS = 5_000
const LIMITS = '/proc/self/limits'
/** For files, pipes and what Node opens itself: 23 after the start. */
const PROCESS_DESCRIPTORS = 32
/** For the connections to LINE (256 at most) and Redis. */
const OUTGOING_CONNECTIONS = 260

/**
 * Listens on HOST and PORT.
 *
 * @throws what Node's `lookup` and `listen` throw, with `code` and `syscall`
 */
export async function listen(app: FastifyInstance): Promise<void> {
  const { HOST, PORT: port } = app.config
  app.server.maxConnections = maxConnections(descriptorLimit())
  await app.listen({ host: await hostToListenOn(HOST), port })
}

/**
 * The address for `listen`. Without one, Node listens on every address, and where there is no IPv6, on every address of
 * IPv4. A name is resolved here, because localhost often has the address `::1` where there is no IPv6.
 *
 * @throws what Node's `lookup` throws
 */
export const hostToListenOn = async (host: string): Promise<string> =>
  host === '::' ? '' : (await lookup(host, { order: 'ipv4first' })).address

/**
 * How many connections the server accepts. A process without free file descriptors fails in many places, so clients must
 * not use them up: the rest, or half of what there is when that is little, is for outgoing connections.
 */
function maxConnections(descriptors: number): number {
  const available = descriptors - PROCESS_DESCRIPTORS
  return Math.min(MAX_CONNECTIONS, Math.max(available - OUTGOING_CONNECTIONS, Math.ceil(available / 2), 1))
}

/** The soft limit of this process. Only Linux has the file; elsewhere Node raises the limit as far as it can. */
function descriptorLimit(): number {
  const limits = existsSync(LIMITS) ? readFileSync(LIMITS, 'utf8') : ''
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
}
