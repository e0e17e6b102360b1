import { readdirSync, readFileSync } from 'node:fs'
import { extname } from 'node:path'
import type { FastifyInstance } from 'fastify'

const FOLDER = new URL('chat/', import.meta.url)
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8'
}

/** The chat at `/`: plain files, nothing inline, no request to another host. */
export async function chatPage(app: FastifyInstance): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache'
    })
  })
  for (const file of readdirSync(FOLDER)) {
    const content = readFileSync(new URL(file, FOLDER))
    const path = file === 'chat.html' ? '/' : `/${file}`
    app.get(path, async (_request, reply) => reply.type(TYPES[extname(file)] ?? '').send(content))
  }
}
