/**
 * Echoes a picture: downloads it from LINE, and serves it for an hour, because LINE fetches pictures from a URL.
 *
 *     npm run playground -- --bot examples/echo-image.ts
 *
 * To deploy it, copy it to src/handlers/handlers.ts. With REDIS_URL, pictures are stored in Redis, so that a worker can
 * handle the event and any web process can serve the picture.
 */
import type { CreateHandlers } from '#src/handlers/types.ts'

export const createHandlers: CreateHandlers = () => ({
  'message.image': async (_event, { content, serve }) => {
    // LINE accepts previews of up to 1 MB, so a real bot would make a smaller picture.
    const url = await serve(await content())
    return [{ type: 'image', originalContentUrl: url, previewImageUrl: url }]
  }
})
