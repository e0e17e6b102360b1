import underPressure from '@fastify/under-pressure'
import fp from 'fastify-plugin'

export interface HealthOptions {
  /** whether there is room for another delivery */
  hasRoom: () => boolean
}

/**
 * `GET /health`: 200 `{"status":"ok"}` when webhooks are welcome, else 503. A process that can no longer answer
 * LINE in time, or is about to be killed for its memory, refuses every request with 503 until it has recovered.
 */
export const health = fp<HealthOptions>(async (app, { hasRoom }) => {
  app.register(underPressure, {
    exposeStatusRoute: '/health',
    healthCheck: async () => hasRoom(),
    maxEventLoopDelay: 1_000, // milliseconds: a webhook has 1,500
    maxRssBytes: 450 * 1024 * 1024, // the smallest dyno has 512 MB
    retryAfter: 2, // seconds
    message: 'Overloaded: try again later'
  })
})
