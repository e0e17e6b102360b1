/** The process `worker`: handles events from Redis, and has no HTTP. More of them are more capacity. */
import Fastify, { type FastifyBaseLogger } from 'fastify'
import type { Logger } from 'pino'
import { bot, DRAIN_LIMIT } from './bot.ts'
import { ConfigError } from './config.ts'
import { runProcess } from './runtime/process.ts'

await runProcess(createWorker, async (app) => {
  await app.ready()
  app.log.info('taking events from Redis')
})

async function createWorker(log: Logger) {
  const app = Fastify({ loggerInstance: log as FastifyBaseLogger, pluginTimeout: DRAIN_LIMIT + 5_000 })
  await app.register(bot, { environment: process.env })
  if (app.config.REDIS_URL) return app
  await app.close()
  const message =
    'REDIS_URL is not set: a worker takes its events from Redis. Without one, the process web does all.'
  throw new ConfigError([{ variable: 'REDIS_URL', message }])
}
