import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyError, FastifyInstance } from 'fastify'
import type { Refusals } from './refusals.ts'
import { pathOf } from './request-log.ts'

/** Why a request reaches no route. */
interface Reason {
  status: 400 | 405 | 417
  code: string
  message: string
  /** the methods that the address has */
  allow?: string
}

const NO_HOST: Reason = { status: 400, code: 'HTTP_ERR_NO_HOST', message: 'A request of HTTP/1.1 has a Host' }
const EXPECTATION: Reason = {
  status: 417,
  code: 'HTTP_ERR_EXPECTATION',
  message: 'The only expectation that can be met is 100-continue'
}
const ALLOW = 'GET, HEAD'
const METHOD: Reason = {
  status: 405,
  code: 'HTTP_ERR_METHOD',
  message: 'No method of this server',
  allow: ALLOW
}
const TUNNEL: Reason = { status: 405, code: 'HTTP_ERR_METHOD', message: 'This is not a proxy', allow: ALLOW }

/**
 * Refuses the requests that never get as far as a route, each with an answer and a line in the log. Without it, Node
 * itself answers some of them, and the log has nothing (no Host, an `Expect` that it does not know), or drops them
 * (CONNECT); and Fastify takes the methods of other protocols that Node's parser reads (RTSP) for a bug of its own.
 * Needs the server's option `requireHostHeader: false`.
 *
 * @param postOnly why a request to this address must be a POST; nothing for most addresses
 */
export function refuseUnroutable(
  app: FastifyInstance,
  refusals: Refusals,
  postOnly: (url: string) => FastifyError | undefined
): void {
  const methods = new Set(app.supportedMethods)

  app.server
    .removeAllListeners('request')
    .on('request', (request, response) => {
      const reason = reasonOf(request)
      if (reason) refuse(reason, request, response)
      else app.routing(request, response)
    })
    .on('checkExpectation', (request, response) => refuse(EXPECTATION, request, response))
    .on('connect', refuseTunnel)

  function reasonOf({ method = '', url = '', headers, httpVersion }: IncomingMessage): Reason | undefined {
    if (headers.host === undefined && httpVersion === '1.1') return NO_HOST
    if (methods.has(method)) return
    const error = postOnly(url)
    return error ? { status: 400, code: error.code, message: error.message, allow: 'POST' } : METHOD
  }

  /** The connection ends with the answer, as nobody reads what else the request may bring. */
  function refuse(reason: Reason, request: IncomingMessage, response: ServerResponse): void {
    note(reason, request)
    const body = bodyOf(reason)
    response.writeHead(reason.status, headersOf(reason, body)).end(body)
  }

  /** There is no response object for it: by HTTP, what follows a CONNECT is another protocol. */
  function refuseTunnel(request: IncomingMessage, socket: Duplex): void {
    note(TUNNEL, request)
    const body = bodyOf(TUNNEL)
    const headers = Object.entries(headersOf(TUNNEL, body))
    const lines = ['HTTP/1.1 405 Method Not Allowed', ...headers.map(([name, value]) => `${name}: ${value}`)]
    socket.on('error', () => {})
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
  }

  function note({ status, code, message }: Reason, { method, url, socket }: IncomingMessage): void {
    const facts = { method, path: pathOf(url), ip: socket.remoteAddress, statusCode: status, code }
    refusals.add('warn', facts, `refused: ${message}`)
  }
}

const headersOf = ({ allow }: Reason, body: Buffer) => ({
  'content-type': 'application/json; charset=utf-8',
  'content-length': body.length,
  connection: 'close',
  ...(allow && { allow })
})

const bodyOf = ({ status, code, message }: Reason) =>
  Buffer.from(JSON.stringify({ statusCode: status, code, error: ERRORS[status], message }))

const ERRORS = { 400: 'Bad Request', 405: 'Method Not Allowed', 417: 'Expectation Failed' }
