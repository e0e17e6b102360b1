import { Redis, type RedisOptions } from 'ioredis'
import { backoff } from '../../timing/backoff.ts'

/** What is needed of a logger: pino's, or Fastify's. */
export interface Log {
  error(details: object, message: string): void
  warn(details: object, message: string): void
}

export interface RedisConnectionOptions {
  /** `redis://` or, over TLS, `rediss://` */
  url: string
  /** false accepts any certificate, on `rediss://`: Heroku's are self-signed */
  rejectUnauthorized: boolean
  log: Log
  /** is told what goes wrong; by default a line in the log, now and then */
  reportTrouble?: (error: Error) => void
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
  { url, rejectUnauthorized, log, signal, reportTrouble = createTroubleReport(log) }: RedisConnectionOptions,
  manner: 'fail-fast' | 'wait'
): Redis {
  const redis = new Redis(url, {
    ...(url.startsWith('rediss:') && { tls: { rejectUnauthorized } }),
    ...MANNERS[manner],
    connectTimeout: 5_000,
    retryStrategy: (times) => (signal?.aborted ? null : backoff(times, 2_000)),
    // It cannot do its work: come back a little later, and perhaps to another machine, rather than ask on and on.
    reconnectOnError: ({ message }) => CANNOT.test(message)
  })
  redis.setMaxListeners(50) // BullMQ has some for each command that waits
  redis.on('error', (error) => {
    reportTrouble(error)
    if (NO_DATABASE.test(error.message)) redis.disconnect(true) // ioredis would go on with database 0
  })
  if (manner === 'wait') redis.once('ready', () => checkServer(redis, log).catch(reportTrouble))
  return redis
}

/** Whether Redis can be asked within the given milliseconds; resolves as soon as it can. */
export function isReady(redis: Redis, limit: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  redis.once('ready', () => resolve(true))
  const timer = setTimeout(resolve, limit, false)
  return promise.finally(() => clearTimeout(timer))
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

const CANNOT =
  /^(READONLY|OOM|MISCONF|NOREPLICAS|NOPERM|NOAUTH|MASTERDOWN|CLUSTERDOWN|BUSY|LOADING|WRONGTYPE) /
const NO_DATABASE = /DB index is out of range/

const MANNERS = {
  'fail-fast': {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    socketTimeout: 3_000
  },
  wait: {
    maxRetriesPerRequest: null, // BullMQ insists
    socketTimeout: 15_000 // longer than BullMQ's blocking command
  }
} satisfies Record<string, RedisOptions>

const TROUBLE_EVERY = 10_000

/** Logs what goes wrong with Redis, with its remedy where one is known. An outage is a line now and then, not a flood. */
export function createTroubleReport(log: Log) {
  const reported = new Map<string, number>()
  return function reportTrouble(error: Error & { code?: string }): void {
    const code = NO_DATABASE.test(error.message)
      ? 'NO_DATABASE'
      : (error.code ?? error.message.match(/^[A-Z]{2,}(?= )/)?.[0] ?? error.name)
    const now = Date.now()
    if (now - (reported.get(code) ?? 0) < TROUBLE_EVERY) return
    reported.set(code, now)
    log.error({ code }, remedyFor(code) ?? `Redis: ${withoutAddress(error.message)}`)
  }
}

function remedyFor(code: string): string | undefined {
  if (CERTIFICATE.test(code)) {
    return 'the certificate of Redis cannot be verified: where that is to be expected, as with Heroku Key-Value Store, set REDIS_TLS_REJECT_UNAUTHORIZED=false'
  }
  return REMEDIES[code]
}

const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ALTNAME|CERT_/
const REMEDIES: Record<string, string> = {
  ECONNREFUSED: 'nothing answers at REDIS_URL: is Redis running there?',
  ENOTFOUND: 'the host in REDIS_URL is not known',
  NO_DATABASE: 'Redis has no database of the number in REDIS_URL, redis://HOST:PORT/NUMBER',
  WRONGPASS: 'Redis refuses the user name or password in REDIS_URL',
  NOAUTH: 'Redis asks for a password: REDIS_URL must have one, redis://:PASSWORD@HOST:PORT',
  OOM: 'Redis is full: webhooks get 503 until it has room again',
  READONLY: 'Redis is read-only: webhooks get 503 until it takes writes again',
  MISCONF: 'Redis cannot write to its disk: webhooks get 503 until it can'
}

/** Redis's own words are short; an address may carry a password. */
const withoutAddress = (message: string) => message.replace(/\S+@\S+/g, '…').slice(0, 200)
