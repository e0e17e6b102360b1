/** The process `web`: takes webhooks, and handles their events. */
import type { FastifyInstance } from 'fastify'
import { type AppOptions, createApp } from './app.ts'
import { runProcess } from './runtime/process.ts'

/** Runs the process `web`, with the bot of `src/handlers/handlers.ts` or another. */
export function serve(
  createBot: (options: AppOptions) => Promise<FastifyInstance> = createApp
): Promise<void> {
  return runProcess((log) => createBot({ environment: process.env, log }), listen)
}

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

if (import.meta.main) await serve()
