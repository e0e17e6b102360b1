import { lookup } from 'node:dns/promises'
import type { FastifyInstance } from 'fastify'

/**
 * Listens on HOST and PORT, with the one server that this folder guards: given the name localhost, Fastify would open
 * another for each further address. So a name stands for one address here, of IPv4 if it has one, as localhost often
 * names `::1` where there is no IPv6.
 */
export async function listen(app: FastifyInstance): Promise<void> {
  const { HOST, PORT: port } = app.config
  const { address: host } = await lookup(HOST, { order: 'ipv4first' })
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (host !== '::' || (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL')) throw error
    await app.listen({ host: '0.0.0.0', port }) // a machine without IPv6
  }
}
