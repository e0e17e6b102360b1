import { isIP, type Socket } from 'node:net'
import { type FastifyError, type FastifyReply, type FastifyRequest, LogController } from 'fastify'
import { lingeringClose } from './lingering-close.ts'
import type { Refusals } from './refusals.ts'

interface RequestError extends Error {
  statusCode?: number
  code?: string
  reason?: string
  hint?: string
}

/**
 * Of each request that is not answered 2xx the log has one line, or a number when there are many; of the others, what
 * became of their events says enough. Never a header, a query, a body.
 */
export class RequestLog extends LogController {
  readonly #refusals: Refusals

  constructor(refusals: Refusals) {
    super()
    this.#refusals = refusals
  }

  override incomingRequest() {}
  override requestCompleted() {}

  override defaultErrorLog(err: RequestError, request: FastifyRequest, { statusCode }: FastifyReply) {
    const { code, reason, hint } = err
    const facts = { ...factsOf(request), statusCode, code, reason, hint }
    if (statusCode === 500) this.#refusals.add('error', { ...facts, err }, 'request failed')
    else this.#refusals.add('warn', facts, `refused: ${err.message.slice(0, MAX_MESSAGE_LENGTH)}`)
  }

  override routeNotFound(request: FastifyRequest) {
    this.#refusals.add('info', { ...factsOf(request), statusCode: 404 }, 'refused: no such page')
  }
}

/** Some of Fastify's errors quote a header, which may be as long as its sender likes. */
const MAX_MESSAGE_LENGTH = 300

function factsOf({ id: reqId, method, url, ip, body, headers }: FastifyRequest) {
  return {
    reqId,
    method,
    path: pathOf(url),
    ...(isIP(ip) && { ip }), // it may come from a header
    bytes: Buffer.isBuffer(body) ? body.length : Number(headers['content-length'] ?? 0)
  }
}

/** The address without its query, cut short. */
export const pathOf = (url = '') => url.split('?', 1)[0]?.slice(0, 200)

/** Answers what has no route because its address cannot be read. */
export function createAddressErrorHandler(refusals: Refusals) {
  return function addressErrorHandler(err: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
    const { statusCode = 400, code } = err
    refusals.add('warn', { ...factsOf(request), statusCode, code }, 'refused: not an address')
    reply.status(statusCode).send({ statusCode, code, error: 'Bad Request', message: 'Not an address' })
  }
}

const PARSER_ANSWERS: Record<string, string> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large'
}

/** Answers what is no HTTP, or comes too slowly. Node's error holds the bytes that came: only its code is logged. */
export function createClientErrorHandler(refusals: Refusals) {
  return function clientErrorHandler({ code = '' }: NodeJS.ErrnoException, socket: Socket): void {
    if (code === 'ECONNRESET' || socket.destroyed) return
    const answer = PARSER_ANSWERS[code] ?? '400 Bad Request'
    const refusal = { statusCode: Number.parseInt(answer, 10), code }
    refusals.add('warn', refusal, 'refused: not an HTTP request, or too slow')
    if (socket.writable) socket.write(`HTTP/1.1 ${answer}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
    lingeringClose(socket)
  }
}
