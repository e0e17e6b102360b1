import { isIP } from 'node:net'
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { createThrottledLog, type Log, type ThrottledLog } from '../log/throttle.ts'

/** Some of Fastify's errors quote a header, which may be of any length. */
const MAX_MESSAGE_LENGTH = 300
const MAX_PATH_LENGTH = 200

/** An error of Fastify or of this application. */
interface RequestError extends Error {
  code?: string
  /** the cause, if `code` alone does not identify it; one of a fixed set of values */
  reason?: string
  /** further fields of the log line */
  details?: object
  /** what the operator can do about it */
  hint?: string
}

/**
 * Logs one line for each request that is refused or that fails. Accepted webhooks are not logged, because each of their
 * events is. No line contains a header, a query or a body.
 */
export class RequestLog extends LogController {
  readonly #log: ThrottledLog
  /** for 503, which may last as long as LINE or Redis is unavailable */
  readonly #unavailableLog: ThrottledLog

  constructor(log: Pick<Log, 'error' | 'warn' | 'info'>) {
    super()
    this.#log = createThrottledLog(log, { lines: 10, windowMs: 1_000 })
    this.#unavailableLog = createThrottledLog(log, { lines: 10, windowMs: 60_000 })
  }

  /** Logs the numbers of lines left out so far. Call it before the process exits. */
  flush(): void {
    this.#log.flush()
    this.#unavailableLog.flush()
  }

  override incomingRequest() {}
  override requestCompleted() {}

  override defaultErrorLog(err: RequestError, request: FastifyRequest, { statusCode }: FastifyReply) {
    const { code, reason, hint, details: more } = err
    const kind = { statusCode, code, reason }
    const details = { ...detailsOf(request), hint, ...more }
    if (statusCode === 500) this.#log.write('error', kind, { ...details, err }, 'request failed')
    else {
      const log = statusCode === 503 ? this.#unavailableLog : this.#log
      log.write('warn', kind, details, `refused: ${err.message.slice(0, MAX_MESSAGE_LENGTH)}`)
    }
  }

  override routeNotFound(request: FastifyRequest) {
    this.#log.write('info', { statusCode: 404 }, detailsOf(request), 'refused: no such page')
  }
}

function detailsOf({ id: reqId, method, url, ip, body, headers }: FastifyRequest) {
  return {
    reqId,
    method,
    path: url.split('?', 1)[0]?.slice(0, MAX_PATH_LENGTH),
    ...(isIP(ip) && { ip }), // X-Forwarded-For may contain anything
    bytes: Buffer.isBuffer(body) ? body.length : Number(headers['content-length'] ?? 0)
  }
}
