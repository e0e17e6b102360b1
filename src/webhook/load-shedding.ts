import createError from '@fastify/error'
import underPressure from '@fastify/under-pressure'
import fp from 'fastify-plugin'

const StoppingError = createError('OVERLOAD_ERR_STOPPING', 'Stopping: deliver again', 503)
const RefusingError = createError('OVERLOAD_ERR_REFUSING', 'Takes no webhooks: %s', 503)
const OverloadedError = createError('OVERLOAD_ERR_OVERLOADED', 'Overloaded: deliver again', 503)

/** In seconds. LINE does not read it; other platforms that speak its protocol may. */
const RETRY_AFTER = 2
/** A webhook has 1,500. */
const MAX_EVENT_LOOP_DELAY_MS = 1_000

export interface LoadSheddingOptions {
  /** why no delivery can be accepted now, or undefined */
  unavailableReason: () => string | undefined
}

/**
 * Says 503 to every request while the process stops or cannot answer LINE in time, until it has recovered; every
 * 503 of the application gets a `Retry-After`.
 * `GET /health` answers 200 `{"status":"ok"}` when webhooks are welcome, else 503.
 */
export const loadShedding = fp<LoadSheddingOptions>(async (app, { unavailableReason }) => {
  let stopping = false

  app.addHook('preClose', async () => {
    stopping = true
  })
  app.addHook('onRequest', (_request, _reply, done) => done(stopping ? new StoppingError() : undefined))
  app.addHook('onError', (_request, reply, { statusCode }, done) => {
    if (statusCode === 503) reply.header('retry-after', RETRY_AFTER)
    done()
  })
  await app.register(underPressure, {
    maxEventLoopDelay: MAX_EVENT_LOOP_DELAY_MS,
    customError: OverloadedError
  })
  app.get('/health', async () => {
    const reason = unavailableReason()
    if (reason) throw new RefusingError(reason)
    return { status: 'ok' }
  })
})
