import { Redis, type RedisOptions } from 'ioredis'
import { backoff } from '../timing/backoff.ts'
import { withTimeLimit } from '../timing/time-limit.ts'
import { findCause } from './diagnose.ts'
import {
  createProblemReport,
  EVICTS,
  isRefusal,
  type Log,
  problemOf,
  type RedisProblem,
  type ReportProblem
} from './errors.ts'

/** How long Redis holds a request of BullMQ for the next event before it responds that there is none. */
export const BLOCK_MS = 5_000
const CONNECT_TIMEOUT_MS = 5_000
/** Maximum delay between attempts to connect. */
const MAX_RECONNECT_BACKOFF_MS = 2_000
/** A connection that waits for a response counts as lost after this much silence. */
const SILENCE_MS = 3_000

export interface RedisConnectionOptions {
  /** `redis://` or, over TLS, `rediss://` */
  url: string
  /** false accepts any certificate for `rediss://`, because Heroku's are self-signed */
  rejectUnauthorized: boolean
  log: Log
  /** called with each problem; by default it logs them, throttled */
  reportProblem?: ReportProblem
  /** when aborted, lost connections are not reopened, including those that BullMQ duplicates from this one */
  signal?: AbortSignal
}

/**
 * Connects to Redis, and reconnects whenever the connection is lost. Problems are logged, each kind at most every 10 s; a
 * connection never throws.
 *
 * @param manner `fail-fast`: a command that cannot be sent immediately, or gets no response, fails, so that none pile up.
 *   `wait`: commands wait until Redis is available
 */
export function connectToRedis(
  { url, rejectUnauthorized, log, signal, reportProblem = createProblemReport(log) }: RedisConnectionOptions,
  manner: 'fail-fast' | 'wait'
): Redis {
  let isWrongType = false
  const redis = new Redis(url, {
    ...(url.startsWith('rediss:') && { tls: { rejectUnauthorized } }),
    ...MANNERS[manner],
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableReadyCheck: false, // until INFO is known to be permitted: see checkServer
    retryStrategy: (times) => (signal?.aborted ? null : backoff(times, MAX_RECONNECT_BACKOFF_MS)),
    // Reconnects, possibly to another node, instead of retrying on a connection that refuses commands.
    reconnectOnError(error) {
      if (!isRefusal(error)) return false
      const problem = reportProblem(error) // BullMQ does not report all errors
      isWrongType ||= problem.code === 'WRONGTYPE'
      explain(problem)
      return !signal?.aborted
    }
  })
  redis.setMaxListeners(50) // BullMQ adds some for each waiting command
  redis.on('error', (error) => {
    const problem = reportProblem(error)
    if (problem.code === 'NO_DATABASE') redis.disconnect(true) // ioredis would continue with database 0
    explain(problem)
  })
  redis.on('ready', () => isWrongType && explain({ code: 'WRONGTYPE' })) // the refused connection could not ask for the cause
  if (manner === 'wait') redis.once('ready', () => checkServer(redis, log).catch(reportProblem))
  return redis

  async function explain(problem: Pick<RedisProblem, 'code'>): Promise<void> {
    const cause = await findCause(redis, problem)
    if (cause) reportProblem(cause)
  }
}

/** Resolves with true as soon as the connection is ready, or with false after `limitMs`. */
export async function isReady(redis: Redis, limitMs: number): Promise<boolean> {
  if (redis.status === 'ready') return true
  const ready = new Promise<boolean>((resolve) => redis.once('ready', () => resolve(true)))
  return (await withTimeLimit(ready, limitMs)) === true
}

/** Warns if Redis evicts keys when it is full, because they may be events, or does not permit the bot to check. */
async function checkServer(redis: Redis, log: Log): Promise<void> {
  let info: string
  try {
    info = await redis.info()
  } catch (error) {
    const { code, message } = problemOf(error as Error)
    if (code !== 'NO_INFO') throw error
    return log.warn({ code }, message)
  }
  // From now on a reconnection waits until Redis has loaded its data and accepts the outcomes of events. Not enabled
  // before, because without permission for INFO, ioredis would print a warning for each connection.
  redis.options.enableReadyCheck = true
  const policy = info.match(/^maxmemory_policy:(\S+)/m)?.[1]
  if (policy && policy !== 'noeviction') log.warn({ policy }, EVICTS)
}

const MANNERS = {
  'fail-fast': {
    enableAutoPipelining: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    socketTimeout: SILENCE_MS
  },
  wait: {
    enableAutoPipelining: true,
    maxRetriesPerRequest: null, // BullMQ requires it
    socketTimeout: 3 * BLOCK_MS
  }
} satisfies Record<string, RedisOptions>
