import { isIP, type Socket } from 'node:net'
import {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyReply,
  type FastifyRequest,
  LogController
} from 'fastify'

interface Refusal extends Error {
  statusCode?: number
  code?: string
  reason?: string
}

/**
 * Of each request that is not answered 2xx the log has one line; of the others, what became of their events says
 * enough. Never a header, a query, a body.
 */
export class RequestLog extends LogController {
  override incomingRequest() {}
  override requestCompleted() {}

  override defaultErrorLog(err: Refusal, request: FastifyRequest, reply: FastifyReply) {
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

function factsOf({ id: reqId, method, url, ip, body, headers }: FastifyRequest) {
  return {
    reqId,
    method,
    path: url.split('?', 1)[0]?.slice(0, 200),
    ...(isIP(ip) && { ip }), // it may come from a header
    bytes: Buffer.isBuffer(body) ? body.length : Number(headers['content-length'] ?? 0)
  }
}

/** Answers what has no route because its address cannot be read. */
export function refuseAddress(err: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const { statusCode = 400, code } = err
  request.log.warn({ ...factsOf(request), statusCode, code }, 'refused: not an address')
  reply.status(statusCode).send({ statusCode, code, error: 'Bad Request', message: 'Not an address' })
}

const PARSER_ANSWERS: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large'
}

/** Answers what is no HTTP, or comes too slowly. Node's error holds the bytes that came: only its code is logged. */
export function createClientErrorHandler(log: FastifyBaseLogger) {
  return function clientErrorHandler({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
    if (code === 'ECONNRESET' || socket.destroyed) return
    const answer = PARSER_ANSWERS[code] ?? '400 Bad Request'
    log.warn({ statusCode: Number.parseInt(answer, 10), code }, 'refused: not an HTTP request, or too slow')
    if (socket.writable) socket.write(`HTTP/1.1 ${answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
    socket.destroySoon()
  }
}
