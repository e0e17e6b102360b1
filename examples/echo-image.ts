/**
 * Says a picture again: gets it from LINE, keeps it for a while, and replies with its address here.
 *
 *     npm run playground -- --bot examples/echo-image.ts
 *
 * LINE and its users fetch the picture themselves, over https only: PUBLIC_URL is where the bot is, for them. It must
 * be one process, as the pictures are in its memory: with several, or with Redis, keep them where all can read.
 */
import { randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { LRUCache } from 'lru-cache'
import type { CreateHandlers, CreateRoutes } from '#src/handlers/types.ts'

interface Picture {
  type: string
  bytes: Buffer
}

/** Somebody may scroll back to a picture for as long; then it is gone. In milliseconds. */
const KEEP_FOR = 60 * 60_000
const KEEP_BYTES = 64 * 1024 * 1024

const pictures = new LRUCache<string, Picture>({
  ttl: KEEP_FOR,
  maxSize: KEEP_BYTES,
  sizeCalculation: ({ bytes }) => bytes.length || 1
})

export const createHandlers: CreateHandlers = () => ({
  'message.image': async ({ message }, { line, log }) => {
    const { type, originalContentUrl, previewImageUrl } = message.contentProvider
    // A picture that a LIFF app sent is not at LINE: it has an address already.
    if (type === 'external' && originalContentUrl) {
      return [{ type: 'image', originalContentUrl, previewImageUrl: previewImageUrl ?? originalContentUrl }]
    }

    const client = await line()
    const { httpResponse, body } = await client.getMessageContentWithHttpInfo(message.id)
    const picture = { type: httpResponse.headers.get('content-type') ?? '', bytes: await buffer(body) }
    if (!['image/jpeg', 'image/png'].includes(picture.type)) return

    const id = randomUUID() // nobody guesses it
    pictures.set(id, picture)
    log.info({ bytes: picture.bytes.length }, 'a picture')
    const { PUBLIC_URL, PORT = 8000 } = process.env
    const url = `${PUBLIC_URL ?? `http://localhost:${PORT}`}/pictures/${id}`
    // LINE takes 10 MB as the original and 1 MB as the preview: a bot for everyday makes a small one.
    return [{ type: 'image', originalContentUrl: url, previewImageUrl: url }]
  }
})

export const createRoutes: CreateRoutes = (app) => {
  app.get<{ Params: { id: string } }>('/pictures/:id', async ({ params }, reply) => {
    const picture = pictures.get(params.id)
    if (!picture) return reply.callNotFound()
    return reply.type(picture.type).header('x-content-type-options', 'nosniff').send(picture.bytes)
  })
}
