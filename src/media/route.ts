import type { FastifyInstance } from 'fastify'
import type { Files } from './files.ts'

interface FileRequest {
  Params: { id: string }
  Querystring: { expires?: unknown; signature?: unknown }
}

/** `GET /:id`: a file that a handler serves, with headers that keep browsers from running scripts in it. */
export default async function fileRoute(scope: FastifyInstance, { files }: { files: Pick<Files, 'find'> }) {
  scope.get<FileRequest>('/:id', async ({ params, query }, reply) => {
    const expires = String(query.expires)
    const file = await files.find(params.id, expires, String(query.signature))
    if (!file) return reply.callNotFound()
    const maxAgeS = Math.max(0, Math.floor((Number(expires) - Date.now()) / 1_000))
    reply.headers({
      'cache-control': `private, max-age=${maxAgeS}, immutable`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff'
    })
    return reply.type(file.type).send(file.bytes)
  })
}
