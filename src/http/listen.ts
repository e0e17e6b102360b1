import type { FastifyInstance } from 'fastify'

/** Listens on HOST and PORT. */
export async function listen(app: FastifyInstance): Promise<void> {
  const { HOST: host, PORT: port } = app.config
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (host !== '::' || (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL')) throw error
    await app.listen({ host: '0.0.0.0', port }) // a machine without IPv6
  }
}
