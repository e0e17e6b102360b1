import { redact } from '../../log/redact.ts'
import { createThrottledLog, type Log as FullLog } from '../../log/throttle.ts'

/** The methods used of a logger: pino's, or Fastify's. */
export type Log = Pick<FullLog, 'error' | 'warn' | 'info'>

/** What is wrong with Redis, and what to do about it. Nothing in it is secret. */
export interface RedisProblem {
  /** Redis's own code, e.g. `OOM`, or the code of the connection's error, e.g. `ECONNREFUSED` */
  code: string
  message: string
}

/** What an error of Redis, or of the connection to it, means. */
export function problemOf(error: Error & { code?: string }): RedisProblem {
  const { message } = error
  const known = KNOWN.find(({ pattern }) => pattern.test(message))
  if (known) return { code: known.code, message: known.remedy }
  const code = error.code ?? message.match(/^[A-Z]{2,}(?= )/)?.[0] ?? error.name
  return { code, message: remedyFor(code) ?? `Redis: ${redact(withoutAddress(message))}` }
}

/** Redis cannot do its work for now, or never will for this user; another connection may reach another Redis. */
export const isRefusal = ({ message }: Error): boolean => REFUSAL.test(message) || NOT_IN_SCRIPT.test(message)

const REFUSAL =
  /^(?:READONLY|OOM|MISCONF|NOREPLICAS|NOPERM|NOAUTH|MASTERDOWN|CLUSTERDOWN|BUSY|LOADING|WRONGTYPE) /
const NOT_IN_SCRIPT = /can't run this command/

/** REDIS_URL names a database that there is not: ioredis would go on with database 0. */
export const hasNoDatabase = ({ message }: Error): boolean => NO_DATABASE.test(message)

const NO_DATABASE = /DB index is out of range/

const MORE_CONNECTIONS =
  'each process of the bot takes three: raise maxclients (a larger plan has more), or run fewer processes'
// Redis says so and ends the connection, often before what it said can be read.
const CONNECTION_ENDED = `Redis ends the connection. If it does so again and again, it has none left, and ${MORE_CONNECTIONS}`

/** What Redis says with no code of its own, or with one that does not tell enough. */
const KNOWN = [
  {
    pattern: NO_DATABASE,
    code: 'NO_DATABASE',
    remedy: 'Redis has no database of the number in REDIS_URL, redis://HOST:PORT/NUMBER'
  },
  {
    pattern: /max number of clients/,
    code: 'MAXCLIENTS',
    remedy: `Redis has no connection left: ${MORE_CONNECTIONS}`
  },
  {
    pattern: /^NOPERM .*\beval/i,
    code: 'NOPERM',
    remedy:
      'the user in REDIS_URL may not run scripts, and the queue needs them: redis-cli ACL SETUSER NAME +eval +evalsha'
  },
  {
    pattern: new RegExp(`^NOPERM |${NOT_IN_SCRIPT.source}`),
    code: 'NOPERM',
    remedy:
      'the user in REDIS_URL may not use a command that the bot needs: give it all, redis-cli ACL SETUSER NAME +@all'
  }
]

function remedyFor(code: string): string | undefined {
  if (CERTIFICATE.test(code)) {
    return 'the certificate of Redis cannot be verified: where that is to be expected, as with Heroku Key-Value Store, set REDIS_TLS_REJECT_UNAUTHORIZED=false'
  }
  return REMEDIES[code]
}

const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ALTNAME|CERT_/
const REMEDIES: Record<string, string> = {
  ECONNREFUSED: 'nothing answers at REDIS_URL: is Redis running there?',
  ECONNRESET: CONNECTION_ENDED,
  EPIPE: CONNECTION_ENDED,
  ENOTFOUND: 'the host in REDIS_URL is not known',
  WRONGPASS: 'Redis refuses the user name or password in REDIS_URL',
  NOAUTH: 'Redis asks for a password: REDIS_URL must have one, redis://:PASSWORD@HOST:PORT',
  OOM: 'Redis is full: webhooks get 503 until it has room again. Give it more memory: maxmemory, or a larger plan',
  READONLY: 'Redis is read-only: webhooks get 503 until it takes writes again',
  MISCONF: 'Redis cannot write to its disk: webhooks get 503 until it can'
}

/** An address may contain a password. Redis's own words are short. */
const withoutAddress = (message: string) =>
  message.replace(/\S+/g, (word) => (word.includes('@') ? '…' : word)).slice(0, 200)

const REPORT_EVERY_MS = 10_000

/** Logs what goes wrong, each kind at most every ten seconds. Returns what it means. */
export type ReportProblem = (error: Error | RedisProblem) => RedisProblem

/** Logs problems with Redis, with a remedy where one is known. */
export function createProblemReport(log: Log): ReportProblem {
  const throttled = createThrottledLog(log, { lines: 1, windowMs: REPORT_EVERY_MS })
  return function reportProblem(error) {
    const { code, message } = error instanceof Error ? problemOf(error) : error
    throttled.write('error', { code }, {}, message)
    return { code, message }
  }
}
