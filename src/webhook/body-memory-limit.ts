import createError from '@fastify/error'
import type { FastifyReply, FastifyRequest } from 'fastify'

const BodyMemoryError = createError(
  'OVERLOAD_ERR_BODY_MEMORY',
  'Too many bodies at once: redeliver later',
  503
)
/** Nearly all of LINE's bodies are smaller. The limit on connections bounds their memory. */
const SMALL_BODY_BYTES = 4_096
/** Node's overhead per chunk. A body may arrive in chunks of one byte. */
const CHUNK_BYTES = 512
const MAX_BYTES = 36 * 1024 * 1024 // 32 MiB of bodies in chunks of 4 KiB

/**
 * Limits the memory of bodies that are not verified yet, because anyone can send one. Counts the bytes that have arrived,
 * not `content-length`. Above the limit, new bodies get 503 (the returned error); above twice the limit, all do.
 *
 * @example scope.register(lineWebhook, { channelSecret, countBody: createBodyMemoryLimit({ maxBytes: 64 * 1024 * 1024 }) })
 * @param options.maxBytes the limit in bytes, by default 36 MiB: about 32 MiB of bodies and Node's overhead for their chunks
 */
export function createBodyMemoryLimit({ maxBytes = MAX_BYTES } = {}) {
  let totalBytes = 0

  return function count({ raw, headers }: FastifyRequest, reply: FastifyReply): Error | undefined {
    const isSmall = Number(headers['content-length'] ?? 0) <= SMALL_BODY_BYTES
    if (isSmall && headers['transfer-encoding'] === undefined) return
    if (totalBytes > maxBytes) return new BodyMemoryError()
    let bytes = 0
    raw.on('data', add).pause() // Fastify resumes it to read the body
    for (const message of [raw, reply.raw]) message.once('close', release) // one of the two may never close
    function add(chunk: Buffer): void {
      bytes += chunk.length + CHUNK_BYTES
      totalBytes += chunk.length + CHUNK_BYTES
      if (totalBytes <= 2 * maxBytes) return
      release()
      reply.header('connection', 'close').send(new BodyMemoryError())
    }
    function release(): void {
      raw.off('data', add)
      totalBytes -= bytes
      bytes = 0
    }
  }
}
