import { redact } from '../log/redact.ts'
import { createThrottledLog, type Log as FullLog } from '../log/throttle.ts'
import { QUEUE } from './keys.ts'

/** The logger methods used here, which pino and Fastify have. */
export type Log = Pick<FullLog, 'error' | 'warn' | 'info'>

/** A problem with Redis and its remedy. Contains no secrets. */
export interface RedisProblem {
  /** the code of Redis or of the connection's error, e.g. `OOM` or `ECONNREFUSED`, or one of ours, e.g. `CLUSTER` */
  code: string
  message: string
}

/** Converts an error of Redis, or of the connection to it, to a problem. */
export function problemOf(error: Error & { code?: string }): RedisProblem {
  const { message } = error
  const known = CODES.find(([pattern]) => pattern.test(message))?.[1]
  const code = known ?? error.code ?? message.match(/^[A-Z]{2,}(?= )/)?.[0] ?? error.name
  const command = message.match(/(?:unknown command|run the) ['`]([\w|]+)/)?.[1]?.toUpperCase()
  const remedy = REMEDIES[CERTIFICATE.test(code) ? 'CERTIFICATE' : code]
  if (!remedy) return { code, message: `Redis: ${redact(withoutAddress(message))}` }
  return { code, message: remedy.replace('COMMAND', command ?? 'a command') }
}

/** Whether Redis refuses commands, for now or for this user. A new connection may reach another node. */
export const isRefusal = (error: Error): boolean => REFUSALS.test(problemOf(error).code)

const REFUSALS =
  /^(READONLY|OOM|MISCONF|NOREPLICAS|NOPERM|NOAUTH|DENIED|BUSY|LOADING|WRONGTYPE|CLUSTER|UNKNOWN_COMMAND)/
/** Errors that may result from another problem without containing it. */
const VAGUE = /^(NOT_SENT|WRONGTYPE|ECONNRESET|EPIPE)$/
const CERTIFICATE = /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ALTNAME|CERT_/

/** Codes for messages that have none, or an unspecific one. The first match counts. */
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
  'Redis evicts keys when it is full, and events with them. Change its policy: redis-cli CONFIG SET maxmemory-policy noeviction; on Heroku: heroku redis:maxmemory --policy noeviction'
export const NO_INFO =
  'the user in REDIS_URL may not use INFO: the bot works, but cannot check whether Redis has room. Allow it: redis-cli ACL SETUSER NAME +info'
const MORE_CONNECTIONS =
  'each process of the bot needs three: raise maxclients (or use a larger plan), or run fewer processes'
const CONNECTION_ENDED = `Redis closed the connection. If this repeats, Redis is in protected mode (npm run doctor shows this), or has no connections left: ${MORE_CONNECTIONS}`

const REMEDIES: Record<string, string> = {
  CERTIFICATE:
    'the certificate of Redis cannot be verified: if that is expected, as with Heroku Key-Value Store, set REDIS_TLS_REJECT_UNAUTHORIZED=false',
  CLUSTER:
    'REDIS_URL is the address of a Redis Cluster, which the bot does not support: use a Redis that is not a cluster',
  DENIED:
    'Redis is in protected mode and accepts only connections from its own machine: set a password in Redis (requirepass) and in REDIS_URL, redis://:PASSWORD@HOST:PORT',
  ECONNREFUSED: 'nothing is listening at REDIS_URL: is Redis running there?',
  ECONNRESET: CONNECTION_ENDED,
  ENOTFOUND: 'the host in REDIS_URL cannot be resolved',
  EPIPE: CONNECTION_ENDED,
  LOADING: 'Redis is loading its data: webhooks get 503 until it has finished',
  MAXCLIENTS: `Redis has no connections left: ${MORE_CONNECTIONS}`,
  MISCONF: 'Redis cannot write to its disk: webhooks get 503 until it can',
  NOAUTH: 'Redis requires a password: add it to REDIS_URL, redis://:PASSWORD@HOST:PORT',
  NO_INFO,
  NO_DATABASE: 'Redis has no database with the number in REDIS_URL, redis://HOST:PORT/NUMBER',
  NOPERM:
    'the user in REDIS_URL may not use COMMAND, which the bot needs: give it all commands, redis-cli ACL SETUSER NAME +@all',
  NOPERM_KEYS: `the user in REDIS_URL may not use the keys of the bot: redis-cli ACL SETUSER NAME '~${QUEUE.prefix}:*'`,
  NOPERM_SCRIPTS:
    'the user in REDIS_URL may not run scripts, and the queue needs them: redis-cli ACL SETUSER NAME +eval +evalsha',
  NOT_SENT: 'Redis is unavailable',
  OOM: 'Redis is full: webhooks get 503 until it has room. Raise maxmemory, or use a larger plan',
  PROTOCOL: 'the server at REDIS_URL is not Redis, or requires TLS: check host and port, or use rediss://',
  READONLY:
    'REDIS_URL is the address of a read-only replica: webhooks get 503 until it accepts writes. Use the address of the primary',
  TIMEOUT: 'Redis does not respond: it may be overloaded or unreachable',
  UNKNOWN_COMMAND:
    'the server at REDIS_URL does not support a command that the bot needs: use a Redis with all commands. Redis Sentinel is not supported: use the address of the primary instead',
  WRONGPASS: 'Redis rejected the user name or password in REDIS_URL',
  WRONGTYPE: `another program has written one of the keys ${QUEUE.prefix}:*. Delete it, or give the bot a database of its own, redis://HOST:PORT/NUMBER`
}

/** Removes addresses, which may contain a password, and shortens the message. */
const withoutAddress = (message: string) =>
  message.replace(/\S+/g, (word) => (word.includes('@') ? '…' : word)).slice(0, 200)

const REPORT_EVERY_MS = 10_000

/** Logs an error or a problem, each kind at most every 10 s. Returns the problem. */
export type ReportProblem = (error: Error | RedisProblem) => RedisProblem

/** Creates a function that logs Redis problems. For a vague error it returns the cause if one was reported within 10 s. */
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
