import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import type { Refusals } from './refusals.ts'
import { pathOf } from './request-log.ts'

/** Why a request reaches no route. */
interface Reason {
  status: 400 | 417 | 501
  code: string
  message: string
}

const NO_HOST: Reason = { status: 400, code: 'HTTP_ERR_NO_HOST', message: 'A request of HTTP/1.1 has a Host' }
const EXPECTATION: Reason = {
  status: 417,
  code: 'HTTP_ERR_EXPECTATION',
  message: 'The only expectation that can be met is 100-continue'
}
const METHOD: Reason = { status: 501, code: 'HTTP_ERR_METHOD', message: 'Not a method of HTTP' }
const TUNNEL: Reason = { status: 501, code: 'HTTP_ERR_METHOD', message: 'This is not a proxy' }

/**
 * Refuses the requests that never get as far as a route, each with an answer and a line in the log. Without it, Node
 * itself answers some of them, and the log has nothing (no Host, an `Expect` that it does not know), or drops them
 * (CONNECT); and Fastify takes the methods of other protocols that Node's parser reads (RTSP) for a bug of its own.
 * Needs the server's option `requireHostHeader: false`.
 */
export function refuseUnroutable(app: FastifyInstance, refusals: Refusals): void {
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

  function reasonOf({ method = '', headers, httpVersion }: IncomingMessage): Reason | undefined {
    if (headers.host === undefined && httpVersion === '1.1') return NO_HOST
    if (!methods.has(method)) return METHOD
  }

  /** The connection ends with the answer, as nobody reads what else the request may bring. */
  function refuse(reason: Reason, request: IncomingMessage, response: ServerResponse): void {
    note(reason, request)
    const body = bodyOf(reason)
    response.writeHead(reason.status, { ...HEADERS, 'content-length': body.length }).end(body)
  }

  /** There is no response object for it: by HTTP, what follows a CONNECT is another protocol. */
  function refuseTunnel(request: IncomingMessage, socket: Duplex): void {
    note(TUNNEL, request)
    const body = bodyOf(TUNNEL)
    const headers = Object.entries({ ...HEADERS, 'content-length': body.length })
    const lines = ['HTTP/1.1 501 Not Implemented', ...headers.map(([name, value]) => `${name}: ${value}`)]
    socket.on('error', () => {})
    socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
  }

  function note({ status, code, message }: Reason, { method, url, socket }: IncomingMessage): void {
    const facts = { method, path: pathOf(url), ip: socket.remoteAddress, statusCode: status, code }
    refusals.add('warn', facts, `refused: ${message}`)
  }
}

const HEADERS = { 'content-type': 'application/json; charset=utf-8', connection: 'close' }

const bodyOf = ({ status, code, message }: Reason) =>
  Buffer.from(JSON.stringify({ statusCode: status, code, error: ERRORS[status], message }))

const ERRORS = { 400: 'Bad Request', 417: 'Expectation Failed', 501: 'Not Implemented' }
