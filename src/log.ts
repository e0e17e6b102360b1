import { type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { type DestinationStream, type Logger, pino } from 'pino'

export interface LogOptions {
  /** by default standard output */
  destination?: DestinationStream | undefined
  /** every line is written when the call returns: for a process that is about to exit */
  sync?: boolean
}

/**
 * The log: one JSON object a line in production; columns and colours on a terminal in development, where
 * pino-pretty is installed.
 */
export async function createLogger({ destination, sync = false }: LogOptions = {}): Promise<Logger> {
  return pino(
    {
      base: null, // Heroku and Docker say which process a line is of
      formatters: { level: (label) => ({ level: label }) }
    },
    destination ?? (await prettyStream()) ?? pino.destination({ dest: 1, sync })
  )
}

async function prettyStream() {
  if (!process.stdout.isTTY || process.env.NODE_ENV === 'production') return
  const pretty = await import('pino-pretty').catch(() => undefined)
  return pretty?.default({ sync: true })
}

interface RefusalDetails extends Error {
  statusCode?: number
  code?: string
  reason?: string
}

/**
 * Of each request that is not answered 2xx the log has one line; of the others, what became of their events says
 * enough. Never a header, a query, a body.
 */
export class RefusalLog extends LogController {
  override incomingRequest() {}
  override requestCompleted() {}

  override defaultErrorLog(err: RefusalDetails, request: FastifyRequest, reply: FastifyReply) {
    const { statusCode } = reply
    const unforeseen = statusCode === 500
    request.log[unforeseen ? 'error' : 'warn'](
      { ...factsOf(request), statusCode, code: err.code, reason: err.reason, ...(unforeseen && { err }) },
      unforeseen ? 'request failed' : `refused: ${err.message}`
    )
  }

  override routeNotFound(request: FastifyRequest) {
    request.log.info({ ...factsOf(request), statusCode: 404 }, 'refused: no such page')
  }
}

function factsOf({ method, url, ip, body, headers }: FastifyRequest) {
  return {
    method: method,
    path: url.split('?', 1)[0]?.slice(0, 200),
    ip,
    bytes: Buffer.isBuffer(body) ? body.length : Number(headers['content-length'] ?? 0)
  }
}
