/**
 * Says a picture again: gets it from LINE, and serves it for an hour, because LINE takes pictures by their address.
 *
 *     npm run playground -- --bot examples/echo-image.ts
 *
 * To deploy it, copy it to src/handlers/handlers.ts. With REDIS_URL, pictures are in Redis, so that a worker may handle the
 * event and any process serves the picture.
 */
import type { CreateHandlers } from '#src/handlers/types.ts'

export const createHandlers: CreateHandlers = () => ({
  'message.image': async (_event, { content, serve }) => {
    // LINE takes 1 MB as the preview. For everyday, make a smaller picture for it.
    const url = await serve(await content())
    return [{ type: 'image', originalContentUrl: url, previewImageUrl: url }]
  }
})
