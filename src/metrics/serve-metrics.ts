import Fastify from 'fastify'
import { ConfigError } from '../config/config-error.ts'
import { hostToListenOn } from '../http/listen.ts'
import type { Metrics } from './metrics.ts'

export interface MetricsServerOptions {
  metrics: Metrics
  host: string
  port: number
  /** why no event can be accepted now, or undefined */
  unavailableReason: () => string | undefined
}

/**
 * Serves `GET /metrics` on a separate port, so that metrics are not public, and `GET /health` and `GET /health/live` for
 * workers, which have no other port.
 *
 * @returns a function that stops the server
 * @throws ConfigError when the port cannot be used
 */
export async function serveMetrics({ metrics, host, port, unavailableReason }: MetricsServerOptions) {
  const app = Fastify({ forceCloseConnections: true })
  app.removeAllContentTypeParsers()
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.read()))
  app.get('/health/live', async () => ({ status: 'ok' }))
  app.get('/health', async (_request, reply) => {
    const reason = unavailableReason()
    return reason ? reply.code(503).send({ status: 'unavailable', reason }) : { status: 'ok' }
  })
  await app.listen({ host: await hostToListenOn(host), port }).catch(({ code }) => {
    const message = `cannot listen on METRICS_PORT (${code}): set another port, 1024 or above, that is not in use`
    throw new ConfigError([{ variable: 'METRICS_PORT', message }])
  })
  return () => app.close()
}
