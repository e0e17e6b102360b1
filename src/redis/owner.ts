import type { Redis } from 'ioredis'
import { withTimeLimit } from '../timing/time-limit.ts'
import type { RedisProblem } from './errors.ts'
import { PREFIX } from './keys.ts'

const KEY = `${PREFIX}:bot`
/** Another bot can have this Redis when the last process of the one before has been gone for so long. */
const LEASE_MS = 15_000
const ASK_LINE_EVERY_MS = 10_000
/** How long nothing is taken from Redis until LINE answers. */
const WAIT_FOR_LINE_MS = 1_000

/**
 * Makes sure that one bot uses this Redis: two would take each other's events, and reply with the wrong access token. A
 * bot is told from others by its user id, which stays the same when its secret is reissued. While LINE does not say who
 * the bot is, nothing can be told.
 *
 * @param askBotId asks LINE for the bot's user id; undefined when LINE does not tell
 */
export function createOwner(connection: Redis, askBotId: () => Promise<string | undefined>) {
  let botId: string | undefined
  let askedAt = Number.NEGATIVE_INFINITY

  /** Whether this bot may use this Redis; for as long as it asks, no other one can. */
  return async function isOurs(): Promise<boolean> {
    if (!botId && performance.now() - askedAt >= ASK_LINE_EVERY_MS) {
      askedAt = performance.now()
      const asked = askBotId().then((id) => {
        botId = id
      })
      await withTimeLimit(asked, WAIT_FOR_LINE_MS)
    }
    if (!botId) return true
    await connection.set(KEY, botId, 'PX', LEASE_MS, 'NX')
    if ((await connection.get(KEY)) !== botId) return false
    await connection.pexpire(KEY, LEASE_MS)
    return true
  }
}

export const OTHER_BOT: RedisProblem = {
  code: 'OTHER_BOT',
  message:
    'another bot uses this Redis: give each bot a database of its own, redis://HOST:PORT/NUMBER in REDIS_URL; webhooks get 503 until then'
}
