import { randomUUID } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { ApiExchange } from './exchanges.ts'
import { isObject, isTooDeep } from './json.ts'
import { invalid, type LineError } from './line-error.ts'
import type { Platform } from './platform.ts'

declare module 'fastify' {
  interface FastifyRequest {
    lineRequestId: string
    /** by performance.now() */
    startedAt: number
    /** what is known of a reply that was accepted */
    accepted: Pick<ApiExchange, 'chat' | 'webhookEventId' | 'messages'> | undefined
  }
}

/** A request's body in bytes; LINE's limit for replies. */
const MAX_BODY = 2 * 1024 * 1024

export interface LineHttpOptions {
  platform: Platform
  /** what of an exchange must not be shown: bodies with credentials */
  secret?: boolean
}

/** How every API of LINE speaks: an `x-line-request-id` on each answer, errors as `{message}`; and each call is recorded. */
export const lineHttp = fp<LineHttpOptions>(async (scope, { platform, secret = false }) => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MAX_BODY }, (_request, body, done) =>
    done(null, body)
  )
  scope.decorateRequest('lineRequestId', '')
  scope.decorateRequest('accepted', undefined)
  scope.decorateRequest('startedAt', 0)

  scope.addHook('onRequest', (request, reply, done) => {
    request.startedAt = performance.now()
    request.lineRequestId = randomUUID()
    reply.header('x-line-request-id', request.lineRequestId)
    done()
  })
  scope.addHook('onSend', (request, reply, payload, done) => {
    const response = Buffer.isBuffer(payload) ? `(${payload.length} bytes)` : String(payload ?? '')
    record(request, reply.statusCode, response)
    done()
  })
  scope.decorateReply('drop', function drop(this: FastifyReply) {
    record(this.request, 'dropped', '')
    this.hijack()
    this.raw.destroy()
    return this
  })
  scope.setErrorHandler<{ statusCode?: number; message: string }>(
    ({ statusCode = 500, message }, _request, reply) => answer(reply, error(statusCode, message))
  )
  scope.setNotFoundHandler((_request, reply) => answer(reply, NOT_FOUND))

  function record(request: FastifyRequest, status: ApiExchange['status'], response: string) {
    platform.exchanges.add<ApiExchange>({
      kind: 'api',
      method: request.method,
      path: request.url,
      request: secret ? '…' : String(request.body ?? ''),
      response: secret && status === 200 ? '…' : response,
      status,
      requestId: request.lineRequestId,
      ms: Math.round((performance.now() - request.startedAt) * 10) / 10,
      ...request.accepted
    })
  }
})

declare module 'fastify' {
  interface FastifyReply {
    /** ends the connection without an answer */
    drop(): FastifyReply
  }
}

export const error = (status: number, message: string): LineError => ({ status, body: { message } })

export const NOT_FOUND = error(404, 'Not found')
const MEDIA_TYPE = error(415, 'The media type of the request body must be application/json')

export const answer = (reply: FastifyReply, { status, body }: LineError) => reply.status(status).send(body)

/** The request's JSON body as an object, or what LINE says of it. */
export function readJson({
  body,
  headers
}: FastifyRequest): { json: Record<string, unknown> } | { refusal: LineError } {
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) return { refusal: MEDIA_TYPE }
  try {
    const json: unknown = JSON.parse(String(body ?? ''))
    if (isTooDeep(json)) return { refusal: unparsable(1, 1) }
    if (isObject(json)) return { json }
    return { refusal: invalid([{ message: 'Must be an object', property: '' }]) }
  } catch (problem) {
    const [, line = 1, column = 1] = /line (\d+) column (\d+)/.exec((problem as Error).message) ?? []
    return { refusal: unparsable(line, column) }
  }
}

const unparsable = (line: number | string, column: number | string) =>
  error(400, `The request body could not be parsed as JSON (line: ${line}, column: ${column})`)
