import type { Redis } from 'ioredis'
import { withTimeLimit } from '../timing/time-limit.ts'
import type { RedisProblem } from './errors.ts'
import { PREFIX } from './keys.ts'

const KEY = `${PREFIX}:bot`
/** How long after its last process has exited this Redis stays reserved for a bot. */
const LEASE_MS = 15_000
const ASK_LINE_EVERY_MS = 10_000
/** How long to wait for LINE's response before consuming events anyway. */
const WAIT_FOR_LINE_MS = 1_000

/**
 * Ensures that only one bot uses this Redis, because two would handle each other's events, and reply with the wrong access
 * token. A bot is identified by its user id, which stays the same when its secret is reissued. Until LINE has responded
 * with the user id, nothing is checked.
 *
 * @param askBotId asks LINE for the bot's user id; resolves with undefined if LINE does not respond with one
 */
export function createOwner(connection: Redis, askBotId: () => Promise<string | undefined>) {
  let botId: string | undefined
  let askedAt = Number.NEGATIVE_INFINITY

  /** Whether this bot may use this Redis. Each call extends its reservation. */
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
    'another bot uses this Redis, so webhooks get 503. Give each bot its own database: redis://HOST:PORT/NUMBER in REDIS_URL'
}
