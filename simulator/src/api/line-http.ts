import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { Channel } from '../channel.ts'
import { isObject, isTooDeep, type JsonObject } from '../json.ts'
import { invalid } from '../line-error.ts'
import { DATA_OPERATIONS, type OperationId } from '../openapi/operations.ts'
import type { ApiExchange } from '../state/exchanges.ts'
import type { Ids } from '../state/ids.ts'
import { lineError, NOT_FOUND, Refusal } from './errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    lineRequestId: string
    /** from performance.now() */
    startedAt: number
    /** fields of the log entry that are not in the HTTP request or response */
    noted: Partial<ApiExchange>
  }
  interface FastifyReply {
    /** closes the connection without a response */
    drop(): FastifyReply
  }
  interface FastifyContextConfig {
    operation?: OperationId
    /** bodies and query contain credentials, so the log omits them */
    secret?: boolean
  }
}

/** LINE's limit for a request body, in bytes. https://developers.line.biz/en/reference/messaging-api/#status-codes */
const MAX_BODY = 2 * 1024 * 1024

/** Adds an `x-line-request-id` header to every response, as LINE does. */
export const requestIds = fp(async (app: FastifyInstance, { ids }: { ids: Ids }) => {
  app.decorateRequest('lineRequestId', '')
  app.addHook('onRequest', (request, reply, done) => {
    request.lineRequestId = ids.requestId()
    reply.header('x-line-request-id', request.lineRequestId)
    done()
  })
})

/** Behaviour of all LINE APIs: bodies of any type, errors as `{message}`. Each call is logged. */
export const lineHttp = fp(async (scope: FastifyInstance, { channel }: { channel: Channel }) => {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_BODY }, (_request, body, done) =>
    done(null, body)
  )
  scope.decorateRequest('startedAt', 0)
  scope.decorateRequest('noted')

  scope.addHook('onRequest', (request, _reply, done) => {
    request.startedAt = performance.now()
    request.noted = {}
    done(isElsewhere(request) ? new Refusal(NOT_FOUND) : undefined)
  })
  scope.addHook('onSend', (request, reply, payload, done) => {
    record(request, reply.statusCode, textOf(payload))
    done()
  })
  scope.decorateReply('drop', function drop(this: FastifyReply) {
    record(this.request, 'dropped', '')
    this.hijack()
    this.raw.destroy()
    return this
  })
  scope.setErrorHandler<Error & { statusCode?: number }>((problem, _request, reply) => {
    if (problem instanceof Refusal) return answer(reply.headers(problem.headers), problem)
    return answer(reply, lineError(problem.statusCode ?? 500, problem.message))
  })
  scope.setNotFoundHandler((_request, reply) => answer(reply, NOT_FOUND))

  function record(request: FastifyRequest, status: ApiExchange['status'], response: string) {
    const { operation: id, secret = OAUTH_PATH.test(request.url) } = request.routeOptions.config
    const operation = isElsewhere(request) ? undefined : id
    if (!operation && !LINE_PATH.test(request.url)) return // e.g. a browser asks for /favicon.ico
    channel.exchanges.add<ApiExchange>({
      kind: 'api',
      ...(operation && { operation }),
      method: request.method,
      path: secret ? (request.url.split('?')[0] ?? '') : request.url,
      request: secret ? '…' : textOf(request.body),
      response: secret && status === 200 ? '…' : response,
      status,
      requestId: request.lineRequestId,
      ms: Math.round((performance.now() - request.startedAt) * 10) / 10,
      ...request.noted
    })
  }
})

/** Whether LINE has the operation on its other host only. */
function isElsewhere({ raw: { lineHost }, routeOptions: { config } }: FastifyRequest): boolean {
  if (lineHost === undefined || config.operation === undefined) return false
  return DATA_OPERATIONS.has(config.operation) !== (lineHost === 'api-data.line.me')
}

/** Paths of LINE's API. */
const LINE_PATH = /^\/(v\d|bot|oauth2|liff|shop|module)(\/|$)/
const OAUTH_PATH = /^\/(oauth2|v2\/oauth)(\/|$)/

const answer = (reply: FastifyReply, { status, body }: { status: number; body: object }) =>
  reply.status(status).send(body)

/** A text body unchanged; the size of a binary one. */
function textOf(body: unknown): string {
  if (!Buffer.isBuffer(body)) return String(body ?? '')
  const text = body.toString()
  return text.includes('\ufffd') ? `(${body.length} bytes)` : text
}

export const hasBody = ({ body }: FastifyRequest): boolean => Buffer.isBuffer(body) && body.length > 0

/**
 * Parses the request's JSON body.
 *
 * @throws Refusal with LINE's error if the body is not a JSON object
 */
export function readJson({ body, headers }: FastifyRequest): JsonObject {
  if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    const type = headers['content-type']?.split(';')[0] ?? ''
    throw new Refusal(
      type === ''
        ? lineError(415, 'The media type of the request body must be application/json')
        : lineError(415, `The content type, ${type}, is not supported`)
    )
  }
  let json: unknown
  try {
    json = JSON.parse(String(body ?? ''))
  } catch (problem) {
    const [, line = 1, column = 1] = /line (\d+) column (\d+)/.exec((problem as Error).message) ?? []
    throw unparsable(line, column)
  }
  if (isTooDeep(json)) throw unparsable(1, 1)
  if (isObject(json)) return json
  throw new Refusal(invalid([{ message: 'Must be an object', property: '' }]))
}

const unparsable = (line: number | string, column: number | string) =>
  new Refusal(
    lineError(400, `The request body could not be parsed as JSON (line: ${line}, column: ${column})`)
  )
