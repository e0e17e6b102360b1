/**
 * Counts the messages of each user in Redis, so that the count survives restarts and several processes share it.
 *
 *     REDIS_URL=redis://localhost:6379 npm run playground -- --bot examples/counter.ts
 *
 * With REDIS_URL, the bot also stores its events in this Redis; its keys begin with `line-echobot:`.
 */
import { Redis } from 'ioredis'
import type { HandlerOptions, Handlers } from '#src/handlers/types.ts'

/** Counts an event once, even if it is handled twice, because Redis runs a script atomically. */
const COUNT = `
  if redis.call('SET', KEYS[2], 1, 'NX', 'EX', 3600) then redis.call('INCR', KEYS[1]) end
  return redis.call('GET', KEYS[1])`

export function createHandlers({ redis = connect() }: HandlerOptions & { redis?: Redis }): Handlers {
  const keyOf = (userId: string) => `counter:user:${userId}`
  return {
    'message.text': async ({ source, webhookEventId }) => {
      if (!source?.userId) return
      const count = await redis.eval(COUNT, 2, keyOf(source.userId), `counter:event:${webhookEventId}`)
      return [{ type: 'text', text: `Message ${count} of yours` }]
    },
    unfollow: async ({ source }) => {
      if (source?.userId) await redis.del(keyOf(source.userId)) // deletes the data of users who leave
    }
  }
}

/** Connects lazily, because the image is built, and other tests run, without Redis. */
function connect(): Redis {
  const { REDIS_URL = 'redis://localhost:6379', REDIS_TLS_REJECT_UNAUTHORIZED } = process.env
  const redis = new Redis(REDIS_URL, {
    lazyConnect: true,
    maxRetriesPerRequest: 1, // then the handler throws, and LINE or the queue retries the event
    ...(REDIS_URL.startsWith('rediss:') && {
      tls: { rejectUnauthorized: REDIS_TLS_REJECT_UNAUTHORIZED !== 'false' }
    })
  })
  return redis.on('error', () => {}) // the command that needs Redis throws the same error
}
