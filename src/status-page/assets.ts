import { readFile } from 'node:fs/promises'
import type { FastifyInstance } from 'fastify'

const ASSETS = [
  {
    path: '/site.css',
    type: 'text/css; charset=utf-8',
    files: ['site.css', 'parts.css', 'steps.css', 'celebration.css']
  },
  { path: '/site.js', type: 'text/javascript; charset=utf-8', files: ['site.js'] },
  { path: '/ticks.js', type: 'text/javascript; charset=utf-8', files: ['ticks.js'] },
  { path: '/icon.svg', type: 'image/svg+xml', files: ['icon.svg'] }
]

/** Serves the files that the page needs. They are read once. */
export async function serveAssets(scope: FastifyInstance): Promise<void> {
  for (const { path, type, files } of ASSETS) {
    const contents = await Promise.all(
      files.map((file) => readFile(new URL(`./assets/${file}`, import.meta.url)))
    )
    const content = Buffer.concat(contents)
    scope.get(path, (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=300').send(content)
    )
  }
}
