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
  let isWrongType = false
  const redis = new Redis(url, {
    ...(url.startsWith('rediss:') && { tls: { rejectUnauthorized } }),
    ...MANNERS[manner],
    connectTimeout: CONNECT_TIMEOUT_MS,
    enableReadyCheck: false, // not before INFO is known to be permitted: see checkServer
    retryStrategy: (times) => (signal?.aborted ? null : backoff(times, MAX_RECONNECT_BACKOFF_MS)),
    // Reconnects, possibly to another node, instead of retrying on a connection that refuses commands.
    reconnectOnError(error) {
      if (!isRefusal(error)) return false
      const problem = reportProblem(error) // BullMQ keeps some errors to itself
      isWrongType ||= problem.code === 'WRONGTYPE'
      explain(problem)
      return !signal?.aborted
    }
  })
  redis.setMaxListeners(50) // BullMQ has some for each command that waits
  redis.on('error', (error) => {
    const problem = reportProblem(error)
    if (problem.code === 'NO_DATABASE') redis.disconnect(true) // ioredis would go on with database 0
    explain(problem)
  })
  redis.on('ready', () => isWrongType && explain({ code: 'WRONGTYPE' })) // the refused connection could not ask
  if (manner === 'wait') redis.once('ready', () => checkServer(redis, log).catch(reportProblem))
  return redis

  async function explain(problem: Pick<RedisProblem, 'code'>): Promise<void> {
    const cause = await findCause(redis, problem)
    if (cause) reportProblem(cause)
  }
}

/** Whether Redis can be asked within the given milliseconds; resolves as soon as it can. */
export async function isReady(redis: Redis, limitMs: number): Promise<boolean> {
  if (redis.status === 'ready') return true
  const ready = new Promise<boolean>((resolve) => redis.once('ready', () => resolve(true)))
  return (await withTimeLimit(ready, limitMs)) === true
}

/** Warns of a Redis that evicts keys when it is full, events among them, and of one that does not let the bot look. */
async function checkServer(redis: Redis, log: Log): Promise<void> {
  let info: string
  try {
    info = await redis.info()
  } catch (error) {
    const { code, message } = problemOf(error as Error)
    if (code !== 'NO_INFO') throw error
    return log.warn({ code }, message)
  }
  // From now on a reconnection waits until Redis has loaded its data, so that it accepts how an event ended. Not before:
  // without the right to use INFO, ioredis would print its own warning for each connection.
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
    maxRetriesPerRequest: null, // BullMQ insists
    socketTimeout: 3 * BLOCK_MS
  }
} satisfies Record<string, RedisOptions>
