import { setTimeout as sleep } from 'node:timers/promises'
import createError from '@fastify/error'
import fp from 'fastify-plugin'
import type { Outage } from '../inbox/types.ts'

const StoppingError = createError('OVERLOAD_ERR_STOPPING', 'Shutting down: deliver again', 503)
const RefusingError = createError('OVERLOAD_ERR_REFUSING', 'Accepts no webhooks: %s', 503)
const OverloadedError = createError('OVERLOAD_ERR_OVERLOADED', 'Overloaded: deliver again', 503)

/** In seconds. LINE does not read it; other platforms that speak its protocol may. */
const RETRY_AFTER = 2
/** A webhook is answered within 1,500 ms. */
const MAX_EVENT_LOOP_DELAY_MS = 1_000
const SAMPLE_INTERVAL_MS = 250
/**
 * How long webhooks are still accepted after SIGTERM: a proxy that asks for `/health` every second has noticed then. Where
 * nobody asks so often, nobody would.
 */
const RETIRE_MS = 2_000
/** A single long pause is tolerated; two in a row are overload. */
const OVERLOADED_AFTER_SAMPLES = 2

declare module 'fastify' {
  interface FastifyInstance {
    /** Says at `/health` that the process stops, and resolves when those that ask for it have had time to notice. */
    retire(): Promise<void>
  }
}

export interface LoadSheddingOptions {
  outage: Outage
  /** why no delivery can be accepted now, or undefined */
  unavailableReason: () => string | undefined
}

/**
 * Responds 503 to every request while the process shuts down, or while its event loop is too slow to answer LINE in time.
 * Adds `Retry-After` to every 503 of the application.
 * `GET /health` responds 200 `{"status":"ok"}` when webhooks are accepted, else 503. While LINE is down it stays 200, with
 * `"line":"unavailable"`: what polls it must keep forwarding webhooks, because their events show when LINE is back.
 * `GET /health/live` responds 200 for as long as the process runs: a 503 of `/health` is no reason to end it.
 */
export const loadShedding = fp<LoadSheddingOptions>(async (app, { outage, unavailableReason }) => {
  let isRetiring = false
  /** when `/health` was asked last, and before that: whoever waits for the start asks until it is there, and not again */
  let [askedAt, askedBeforeAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  let isStopping = false

  let lateSamples = 0
  let sampledAt = performance.now()
  const timer = setInterval(() => {
    const delayMs = performance.now() - sampledAt - SAMPLE_INTERVAL_MS
    lateSamples = delayMs > MAX_EVENT_LOOP_DELAY_MS ? lateSamples + 1 : 0
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
