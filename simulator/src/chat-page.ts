import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply } from 'fastify'

const FOLDER = fileURLToPath(new URL('../chat/', import.meta.url))
const FILES = globSync('**/*.{js,css,svg}', { cwd: FOLDER })
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml'
}

/** Libraries that the page imports by name; served unchanged from node_modules. */
const LIBRARIES = ['preact', 'preact/hooks', 'htm', 'htm/preact']
const pathOf = (library: string) => `/vendor/${library}.js`
const IMPORT_MAP = JSON.stringify({
  imports: Object.fromEntries(LIBRARIES.map((library) => [library, `.${pathOf(library)}`]))
})

/** Allows images from this machine, where the bot may serve them, and no other request to another host. */
const POLICY = [
  "default-src 'self'",
  `script-src 'self' 'sha256-${createHash('sha256').update(IMPORT_MAP).digest('base64')}'`,
  "img-src 'self' data: http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:*",
  "object-src 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'"
].join('; ')

/**
 * Serves the chat page at `/` and the gallery at `/gallery`: plain files without a build step. Their URLs are
 * relative, so that the pages also work behind a proxy that strips a path prefix.
 */
export async function chatPage(app: FastifyInstance): Promise<void> {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({
      'content-security-policy': POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache'
    })
  })
  for (const file of FILES) serve(`/chat/${file}`, `${FOLDER}${file}`)
  for (const library of LIBRARIES) serve(pathOf(library), fileURLToPath(import.meta.resolve(library)))
  serve('/', `${FOLDER}chat.html`)
  serve('/gallery', `${FOLDER}gallery.html`)
  serve('/chat/gallery/pictures/map/1040', `${FOLDER}gallery/pictures/map/1040.svg`) // imagemaps are requested by width
  serve('/favicon.ico', `${FOLDER}icon.svg`)

  function serve(path: string, file: string): void {
    app.get(path, async (_request, reply: FastifyReply) => {
      const content = await readFile(file, 'utf8')
      return reply
        .type(TYPES[extname(file)] ?? '')
        .send(content.replace('<!-- import map -->', `<script type="importmap">${IMPORT_MAP}</script>`))
    })
  }
}
