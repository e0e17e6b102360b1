import { setTimeout as sleep } from 'node:timers/promises'
import createError from '@fastify/error'
import fp from 'fastify-plugin'
import type { Outage } from '../inbox/types.ts'

const StoppingError = createError('OVERLOAD_ERR_STOPPING', 'Shutting down: redeliver later', 503)
const RefusingError = createError('OVERLOAD_ERR_REFUSING', 'Not accepting webhooks: %s', 503)
const OverloadedError = createError('OVERLOAD_ERR_OVERLOADED', 'Overloaded: redeliver later', 503)

/** In seconds. LINE ignores it, but other implementations of its protocol may not. */
const RETRY_AFTER = 2
/** A webhook is answered within 1,500 ms. */
const MAX_EVENT_LOOP_DELAY_MS = 1_000
const SAMPLE_INTERVAL_MS = 250
/**
 * How long webhooks are accepted after SIGTERM, so that a proxy that polls `/health` at least every 2 s notices the
 * shutdown. Without two polls in the last 4 s, there is no such delay.
 */
const RETIRE_MS = 2_000
/** One long pause is tolerated; two in a row count as overload. */
const OVERLOADED_AFTER_SAMPLES = 2

declare module 'fastify' {
  interface FastifyInstance {
    /** Responds 503 at `/health`, and resolves when the clients that poll it have had time to notice. */
    retire(): Promise<void>
  }
}

export interface LoadSheddingOptions {
  outage: Outage
  /** returns why no delivery can be accepted now, or undefined */
  unavailableReason: () => string | undefined
  /** how long the event loop may be blocked, in milliseconds; 1,000 by default, because LINE waits for 2 s */
  maxEventLoopDelayMs?: number | undefined
}

/**
 * Responds 503 to every request while the process shuts down, or while its event loop is too slow to answer LINE in time.
 * Adds `Retry-After` to every 503 of the application.
 * `GET /health` responds 200 `{"status":"ok"}` when webhooks are accepted, else 503. While LINE is down it stays 200, with
 * `"line":"unavailable"`, because load balancers must keep forwarding webhooks, whose events show when LINE recovers.
 * `GET /health/live` responds 200 for as long as the process runs, because a 503 of `/health` is no reason to kill it.
 */
export const loadShedding = fp<LoadSheddingOptions>(async (app, options) => {
  const { outage, unavailableReason, maxEventLoopDelayMs = MAX_EVENT_LOOP_DELAY_MS } = options
  let isRetiring = false
  /** the last two requests for `/health`: only two recent ones are polling, because startup checks stop at the first 200 */
  let [askedAt, askedBeforeAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let isStopping = false

  let lateSamples = 0
  let sampledAt = performance.now()
  const timer = setInterval(() => {
    const delayMs = performance.now() - sampledAt - SAMPLE_INTERVAL_MS
    lateSamples = delayMs > maxEventLoopDelayMs ? lateSamples + 1 : 0
    sampledAt = performance.now()
  }, SAMPLE_INTERVAL_MS).unref()

  app.decorate('retire', async () => {
    isRetiring = true
    if (performance.now() - askedBeforeAt < 2 * RETIRE_MS) await sleep(RETIRE_MS)
  })
  app.addHook('preClose', async () => {
    isStopping = true
  })
  app.addHook('onClose', async () => clearInterval(timer))
  app.addHook('onRequest', (request, reply, done) => {
    const url = request.url.startsWith('/health') ? request.routeOptions.url : undefined
    if (url === '/health') [askedAt, askedBeforeAt] = [performance.now(), askedAt]
    if (isRetiring) reply.header('connection', 'close')
    if (url === '/health/live') done()
    else if (url === '/health' && (isRetiring || isStopping))
      reply.code(503).header('retry-after', RETRY_AFTER).send({ status: 'stopping' })
    else if (isStopping) done(new StoppingError())
    else done(lateSamples >= OVERLOADED_AFTER_SAMPLES ? new OverloadedError() : undefined)
  })
  app.addHook('onError', (_request, reply, { statusCode }, done) => {
    if (statusCode === 503) reply.header('retry-after', RETRY_AFTER)
    done()
  })
  app.get('/health/live', async () => ({ status: 'ok' }))
  app.get('/health', async () => {
    const reason = unavailableReason()
    if (reason) throw new RefusingError(reason)
    return { status: 'ok', ...(outage.state() !== 'none' && { line: 'unavailable' }) }
  })
})
