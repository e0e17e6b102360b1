/** The process `web`: takes webhooks, and handles their events. */
import type { FastifyInstance } from 'fastify'
import { createApp } from './app.ts'
import { runProcess } from './process.ts'

await runProcess((log) => createApp({ environment: process.env, log }), listen)

async function listen(app: FastifyInstance) {
  const { HOST: host, PORT: port } = app.config
  try {
    await app.listen({ host, port })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (host !== '::' || (code !== 'EAFNOSUPPORT' && code !== 'EADDRNOTAVAIL')) throw error
    await app.listen({ host: '0.0.0.0', port }) // a machine without IPv6
  }
}
