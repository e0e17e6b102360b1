import { Redis, type RedisOptions } from 'ioredis'
import { backoff } from '../../timing/backoff.ts'
import { withTimeLimit } from '../../timing/time-limit.ts'
import { createProblemReport, hasNoDatabase, isRefusal, type Log, type ReportProblem } from './errors.ts'

/** How long BullMQ asks Redis to hold a request for the next event before it answers that there is none. */
export const BLOCK_MS = 5_000
const CONNECT_TIMEOUT_MS = 5_000
/** How long to wait at most before Redis is tried again. */
const MAX_RECONNECT_BACKOFF_MS = 2_000
/** After so much silence on a connection that waits for an answer, it is lost. */
const SILENCE_MS = 3_000

export interface RedisConnectionOptions {
  /** `redis://` or, over TLS, `rediss://` */
  url: string
  /** false accepts any certificate, on `rediss://`: Heroku's are self-signed */
  rejectUnauthorized: boolean
  log: Log
  /** is told what goes wrong; by default a line in the log, now and then */
  reportProblem?: ReportProblem
  /** aborted: a connection that is lost stays so, also one that BullMQ made after this one */
  signal?: AbortSignal
}

/**
 * Connects to Redis, again and again while it is away. What is wrong is logged, each kind at most every ten
 * seconds; a connection never throws.
 *
 * @param manner `fail-fast`: a command that cannot be sent at once, or gets no answer, is an error: nothing piles up.
 *   `wait`: commands wait until Redis is back
 */
export function connectToRedis(
  { url, rejectUnauthorized, log, signal, reportProblem = createProblemReport(log) }: RedisConnectionOptions,
  manner: 'fail-fast' | 'wait'
): Redis {
  const redis = new Redis(url, {
    ...(url.startsWith('rediss:') && { tls: { rejectUnauthorized } }),
    ...MANNERS[manner],
    connectTimeout: CONNECT_TIMEOUT_MS,
    retryStrategy: (times) => (signal?.aborted ? null : backoff(times, MAX_RECONNECT_BACKOFF_MS)),
    // It cannot do its work: come back a little later, and perhaps to another machine, rather than ask on and on.
    reconnectOnError: isRefusal
  })
  redis.setMaxListeners(50) // BullMQ has some for each command that waits
  redis.on('error', (error) => {
    reportProblem(error)
    if (hasNoDatabase(error)) redis.disconnect(true) // ioredis would go on with database 0
  })
  if (manner === 'wait') redis.once('ready', () => checkServer(redis, log).catch(reportProblem))
  return redis
}

/** Whether Redis can be asked within the given milliseconds; resolves as soon as it can. */
export async function isReady(redis: Redis, limitMs: number): Promise<boolean> {
  if (redis.status === 'ready') return true
  const ready = new Promise<boolean>((resolve) => redis.once('ready', () => resolve(true)))
  return (await withTimeLimit(ready, limitMs)) === true
}

/** A Redis that throws keys away when it is full throws events away. */
async function checkServer(redis: Redis, log: Log): Promise<void> {
  const policy = (await redis.info()).match(/^maxmemory_policy:(\S+)/m)?.[1]
  if (!policy || policy === 'noeviction') return
  log.warn(
    { policy },
    'Redis throws keys away when it is full, events among them. Set its policy: redis-cli CONFIG SET maxmemory-policy noeviction; on Heroku: heroku redis:maxmemory --policy noeviction'
  )
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
    maxRetriesPerRequest: null, // BullMQ insists
    socketTimeout: 3 * BLOCK_MS
  }
} satisfies Record<string, RedisOptions>
