import createError from '@fastify/error'
import underPressure from '@fastify/under-pressure'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'

const StoppingError = createError('OVERLOAD_ERR_STOPPING', 'Stopping: deliver again', 503)
const RefusingError = createError('OVERLOAD_ERR_REFUSING', 'Takes no webhooks: %s', 503)
const OverloadedError = createError('OVERLOAD_ERR_OVERLOADED', 'Overloaded: deliver again', 503)

/** In seconds. LINE does not read it; other platforms that speak its protocol may. */
const RETRY_AFTER = 2

/** Bodies are kept until their signature is known, so that strangers could fill the memory with them: in bytes. */
const MAX_RECEIVING = 64 * 1024 * 1024
/** Smaller ones are not counted: they are nearly all that LINE sends. */
const SMALL_BODY = 4 * 1024

export interface LoadSheddingOptions {
  /** why no other delivery can be taken; undefined when it can */
  rejectionReason: () => string | undefined
}

/**
 * Says 503 to every request while the process stops or cannot answer LINE in time, until it has recovered; every
 * 503 of the application gets a `Retry-After`.
 * `GET /health` answers 200 `{"status":"ok"}` when webhooks are welcome, else 503.
 */
export const loadShedding = fp<LoadSheddingOptions>(async (app, { rejectionReason }) => {
  let stopping = false
  let receiving = 0
  let isUnderPressure = () => false

  app.addHook('preClose', async () => {
    stopping = true
  })
  app.addHook('onRequest', (request, _reply, done) => {
    if (stopping) return done(new StoppingError())
    done(!isUnderPressure() && receive(request) ? undefined : new OverloadedError())
  })
  app.addHook('onError', (_request, reply, { statusCode }, done) => {
    if (statusCode === 503) reply.header('retry-after', RETRY_AFTER)
    done()
  })
  // In a scope without routes: its own hook would make an object for each request.
  await app.register(async (scope) => {
    await scope.register(underPressure, { maxEventLoopDelay: 1_000 }) // milliseconds: a webhook has 1,500
    isUnderPressure = scope.isUnderPressure
  })
  app.get('/health', async () => {
    const reason = rejectionReason()
    if (reason) throw new RefusingError(reason)
    return { status: 'ok' }
  })

  /** Counts the request's body while it comes in; false when there are too many. */
  function receive({ raw, headers, server }: FastifyRequest): boolean {
    const bytes = headers['transfer-encoding']
      ? server.initialConfig.bodyLimit
      : Number(headers['content-length'] ?? 0)
    if (!bytes || bytes <= SMALL_BODY) return true
    if (receiving + bytes > MAX_RECEIVING) return false
    receiving += bytes
    raw.once('close', () => {
      receiving -= bytes
    })
    return true
  }
})
