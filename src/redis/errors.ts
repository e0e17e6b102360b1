import { redact } from '../log/redact.ts'
import { createThrottledLog, type Log as FullLog } from '../log/throttle.ts'
import { QUEUE } from './keys.ts'

/** The methods used of a logger: pino's, or Fastify's. */
export type Log = Pick<FullLog, 'error' | 'warn' | 'info'>

/** What is wrong with Redis, and what to do about it. Nothing in it is secret. */
export interface RedisProblem {
  /** the code of Redis or of the connection's error, e.g. `OOM` or `ECONNREFUSED`, or one of ours, e.g. `CLUSTER` */
  code: string
  message: string
}

/** What an error of Redis, or of the connection to it, means. */
export function problemOf(error: Error & { code?: string }): RedisProblem {
  const { message } = error
  const known = CODES.find(([pattern]) => pattern.test(message))?.[1]
  const code = known ?? error.code ?? message.match(/^[A-Z]{2,}(?= )/)?.[0] ?? error.name
  const command = message.match(/(?:unknown command|run the) ['`]([\w|]+)/)?.[1]?.toUpperCase()
  const remedy = REMEDIES[CERTIFICATE.test(code) ? 'CERTIFICATE' : code]
  if (!remedy) return { code, message: `Redis: ${redact(withoutAddress(message))}` }
  return { code, message: remedy.replace('COMMAND', command ?? 'a command') }
}

/** Redis cannot do its work for now, or never will for this user; another connection may reach another Redis. */
export const isRefusal = (error: Error): boolean => REFUSALS.test(problemOf(error).code)

const REFUSALS =
  /^(READONLY|OOM|MISCONF|NOREPLICAS|NOPERM|NOAUTH|DENIED|BUSY|LOADING|WRONGTYPE|CLUSTER|UNKNOWN_COMMAND)/
/** They may follow from another problem, and do not tell it. */
const VAGUE = /^(NOT_SENT|WRONGTYPE|ECONNRESET|EPIPE)$/
const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ALTNAME|CERT_/

/** Codes for what has none of its own, or one that does not tell enough. The first that matches counts. */
const CODES: [pattern: RegExp, code: string][] = [
  [/DB index is out of range/, 'NO_DATABASE'],
  [/^(CLUSTERDOWN|CROSSSLOT|MOVED|ASK|TRYAGAIN) |not allowed in cluster mode/, 'CLUSTER'],
  [/^(NOPERM .*|ERR unknown command )['`]info['`]/i, 'NO_INFO'],
  [/^ERR unknown command/, 'UNKNOWN_COMMAND'],
  [/^MASTERDOWN /, 'READONLY'],
  [/DENIED Redis is running in protected mode/, 'DENIED'],
  [/max number of clients/, 'MAXCLIENTS'],
  [/^NOPERM .*\beval/i, 'NOPERM_SCRIPTS'],
  [/^NOPERM .*\bkey|access at least one of the keys|ACL failure in script: .*\bkey$/, 'NOPERM_KEYS'],
  [/can't run this command|ACL failure in script/, 'NOPERM'],
  [/Unknown RESP type/, 'PROTOCOL'],
  [/^Socket timeout|^The operation was aborted/, 'TIMEOUT'],
  [/isn't writeable|Connection is closed|Command aborted|max retries per request/, 'NOT_SENT']
]

export const EVICTS =
  'Redis throws keys away when it is full, events among them. Set its policy: redis-cli CONFIG SET maxmemory-policy noeviction; on Heroku: heroku redis:maxmemory --policy noeviction'
export const NO_INFO =
  'the user in REDIS_URL may not use INFO: the bot works, but does not know whether Redis has room. Allow it: redis-cli ACL SETUSER NAME +info'
const MORE_CONNECTIONS =
  'each process of the bot takes three: raise maxclients (a larger plan has more), or run fewer processes'
const CONNECTION_ENDED = `Redis ends the connection. If it does so again and again, it is in protected mode (npm run doctor tells), or it has no connection left, and ${MORE_CONNECTIONS}`

const REMEDIES: Record<string, string> = {
  CERTIFICATE:
    'the certificate of Redis cannot be verified: where that is to be expected, as with Heroku Key-Value Store, set REDIS_TLS_REJECT_UNAUTHORIZED=false',
  CLUSTER:
    'REDIS_URL is the address of a Redis Cluster, which the bot does not support: use a Redis that is not a cluster',
  DENIED:
    'Redis is in protected mode and accepts only connections from its own machine: set a password in Redis (requirepass) and in REDIS_URL, redis://:PASSWORD@HOST:PORT',
  ECONNREFUSED: 'nothing answers at REDIS_URL: is Redis running there?',
  ECONNRESET: CONNECTION_ENDED,
  ENOTFOUND: 'the host in REDIS_URL is not known',
  EPIPE: CONNECTION_ENDED,
  LOADING: 'Redis is loading its data: webhooks get 503 until it has finished',
  MAXCLIENTS: `Redis has no connection left: ${MORE_CONNECTIONS}`,
  MISCONF: 'Redis cannot write to its disk: webhooks get 503 until it can',
  NOAUTH: 'Redis asks for a password: REDIS_URL must have one, redis://:PASSWORD@HOST:PORT',
  NO_INFO,
  NO_DATABASE: 'Redis has no database of the number in REDIS_URL, redis://HOST:PORT/NUMBER',
  NOPERM:
    'the user in REDIS_URL may not use COMMAND, which the bot needs: give it all commands, redis-cli ACL SETUSER NAME +@all',
  NOPERM_KEYS: `the user in REDIS_URL may not use the keys of the bot: redis-cli ACL SETUSER NAME '~${QUEUE.prefix}:*'`,
  NOPERM_SCRIPTS:
    'the user in REDIS_URL may not run scripts, and the queue needs them: redis-cli ACL SETUSER NAME +eval +evalsha',
  NOT_SENT: 'Redis is away',
  OOM: 'Redis is full: webhooks get 503 until it has room again. Give it more memory: maxmemory, or a larger plan',
  PROTOCOL: 'no Redis answers at REDIS_URL, or one that wants TLS: check host and port, or use rediss://',
  READONLY:
    'REDIS_URL is the address of a read-only replica: webhooks get 503 until it takes writes. Give the address of the primary',
  TIMEOUT: 'Redis does not respond: is it overloaded, or the network to it interrupted?',
  UNKNOWN_COMMAND:
    'the server at REDIS_URL does not know a command that the bot needs: it must be a Redis with all commands, and not Redis Sentinel, which is not supported: give the address of the primary instead',
  WRONGPASS: 'Redis refuses the user name or password in REDIS_URL',
  WRONGTYPE: `another program has written one of the keys ${QUEUE.prefix}:*. Delete it, or give the bot a database of its own, redis://HOST:PORT/NUMBER`
}

/** An address may contain a password. Redis's own words are short. */
const withoutAddress = (message: string) =>
  message.replace(/\S+/g, (word) => (word.includes('@') ? '…' : word)).slice(0, 200)

const REPORT_EVERY_MS = 10_000

/** Logs what goes wrong, each kind at most every ten seconds. Returns what it means. */
export type ReportProblem = (error: Error | RedisProblem) => RedisProblem

/** Logs problems with Redis, with a remedy where one is known. A vague error gets the cause found shortly before. */
export function createProblemReport(log: Log): ReportProblem {
  const throttled = createThrottledLog(log, { lines: 1, windowMs: REPORT_EVERY_MS })
  let cause: { problem: RedisProblem; at: number } | undefined
  return function reportProblem(error) {
    const problem = error instanceof Error ? problemOf(error) : error
    if (!VAGUE.test(problem.code)) cause = { problem, at: performance.now() }
    else if (cause && performance.now() - cause.at < REPORT_EVERY_MS) return cause.problem
    throttled.write('error', { code: problem.code }, {}, problem.message)
    return problem
  }
}
