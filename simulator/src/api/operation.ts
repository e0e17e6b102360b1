import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Static, TSchema } from 'typebox'
import type { Channel } from '../channel.ts'
import type { JsonObject } from '../json.ts'
import { createBodyCheck } from '../messages/check-body.ts'
import type { Words } from '../messages/line-words.ts'
import { OPERATION_IDS, OPERATIONS, type OperationId } from '../openapi/operations.ts'
import type { Settings } from '../state/settings.ts'
import {
  AUTHORIZATION_REQUIRED,
  lineError,
  NOT_FOUND,
  oauthError,
  RATE_LIMITED,
  Refusal,
  UNAUTHORIZED
} from './errors.ts'
import { hasBody, readJson } from './line-http.ts'
import { createRateLimits } from './rate-limits.ts'

/** A call of one operation. */
export interface Call<Body = unknown> {
  /** the validated JSON body; undefined for an operation without a schema */
  body: Body
  params: Record<string, string>
  query: Record<string, string | undefined>
  request: FastifyRequest
  reply: FastifyReply
}

interface OperationOptions<Schema extends TSchema> {
  /** schema of the JSON body; without it, the body is not read. A function if it depends on the settings */
  body?: Schema | ((settings: Settings) => Schema)
  /** treats a missing body as an empty object */
  isBodyOptional?: boolean
  /** the wording of LINE's errors in the body */
  words?: Words
  /** needs no access token, because the request contains credentials; the log omits them */
  secret?: boolean
  /** in bytes; LINE's usual 2 MB by default */
  bodyLimit?: number
}

type Respond<Body> = (call: Call<Body>) => unknown

/** The API of a channel, to which each family adds its operations. */
export type Api = ReturnType<typeof createApi>

/**
 * Registers LINE's operations. For each call, it checks the access token, applies faults and the rate limit, and
 * parses the body. The handler's return value is the response; a thrown `Refusal` is LINE's error.
 */
export function createApi(app: FastifyInstance, channel: Channel) {
  const { accessTokens, faults, settings, clock, now } = channel
  const hasRoom = createRateLimits(settings, now)
  const known = new Set<OperationId>()

  function operation<Schema extends TSchema>(
    id: OperationId,
    { body: schema, isBodyOptional = false, words, secret = false, bodyLimit }: OperationOptions<Schema>,
    respond: Respond<Static<Schema>>
  ): void {
    const checks = new Map<Schema, ReturnType<typeof createBodyCheck<Schema>>>()
    known.add(id)
    route(id, { secret, bodyLimit }, async (request, reply) => {
      const json = schema ? attempt(() => readBody(request)) : undefined
      const replyToken = json instanceof Error ? undefined : json?.replyToken
      const fault = faults.take(id, replyToken)
      if (fault?.latencyMs) {
        reply.raw.once('close', channel.noteDelayedReply(replyToken)) // after the call is logged
        await clock.sleep(fault.latencyMs)
      }
      if (fault?.drop === 'before') return reply.drop()
      if (fault?.status)
        throw new Refusal(
          secret ? oauthError(fault.status, fault.message) : simulated(fault.status, fault.message)
        )
      const answer = await attempt(() => {
        if (!hasRoom(id)) throw new Refusal(RATE_LIMITED)
        if (json instanceof Error) throw json
        const call = {
          body: checked(json, request),
          params: request.params,
          query: request.query,
          request,
          reply
        }
        return respond(call as Call<Static<Schema>>)
      })
      if (fault?.drop === 'after') return reply.drop()
      if (answer instanceof Error) throw answer
      return answer
    })

    const readBody = (request: FastifyRequest): JsonObject =>
      isBodyOptional && !hasBody(request) ? {} : readJson(request)

    function checked(json: unknown, request: FastifyRequest): unknown {
      if (!schema) return
      const current = typeof schema === 'function' ? schema(settings) : schema
      const check = checks.get(current) ?? createBodyCheck(current, words)
      checks.set(current, check)
      const result = check(json, String(request.body), settings)
      if ('refusal' in result) throw new Refusal(result.refusal)
      return result.body
    }
  }

  function route(
    id: OperationId,
    { secret, bodyLimit }: { secret: boolean; bodyLimit?: number | undefined },
    handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
  ): void {
    const [method = '', path = ''] = OPERATIONS[id].split(' ')
    app.route({
      method,
      url: path.replace(/\{(\w+)\}/g, ':$1'),
      config: { operation: id, secret },
      exposeHeadRoute: false,
      ...(bodyLimit && { bodyLimit }),
      ...(!secret && { onRequest: authorize }),
      handler
    })
  }

  async function authorize({ headers: { authorization } }: FastifyRequest): Promise<void> {
    if (authorization === undefined) throw new Refusal(AUTHORIZATION_REQUIRED)
    if (!accessTokens.isGood(authorization)) throw new Refusal(UNAUTHORIZED)
  }

  /** Responds 501 to operations that are not implemented, because 404 would look like LINE's response. */
  function refuseMissing(): void {
    for (const id of OPERATION_IDS.filter((one) => !known.has(one))) {
      route(id, { secret: false }, async (request) => {
        request.noted.missing = true
        throw new Refusal(lineError(501, `The simulator does not implement ${id} (${OPERATIONS[id]})`))
      })
    }
  }

  return { channel, operation, refuseMissing }
}

/** Returns the function's result or the error that it throws; the same for a promise. */
function attempt<T>(run: () => T): T | Error {
  try {
    const result = run()
    return result instanceof Promise ? (result.catch((error: Error) => error) as T) : result
  } catch (error) {
    return error as Error
  }
}

/** LINE's error message for a status, as far as it is known. */
function simulated(status: number, message: string | undefined) {
  const known = [UNAUTHORIZED, RATE_LIMITED, NOT_FOUND].find((one) => one.status === status)
  if (status === 400) message ??= 'Invalid reply token'
  return lineError(status, message ?? known?.body.message ?? `Simulated error ${status}`)
}
