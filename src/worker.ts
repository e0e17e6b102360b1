/** The process `worker`: handles events from Redis, without HTTP. Run several for more capacity. */
import type { Logger } from 'pino'
import { createBot } from './bot.ts'
import { readConfig } from './config/config.ts'
import { ConfigError } from './config/config-error.ts'
import { hintsOn } from './config/hints.ts'
import * as ownBot from './handlers/handlers.ts'
import type { BotDefinition } from './handlers/types.ts'
import { runProcess } from './runtime/process.ts'

/**
 * Runs the process `worker` until it receives SIGTERM or SIGINT.
 *
 * @param bot by default that of `src/handlers/handlers.ts`; its routes are only used by the process `web`
 */
export function work(bot: BotDefinition = ownBot): Promise<void> {
  const create = (log: Logger) => createWorker(log, bot)
  return runProcess('worker', create, (worker) => worker.serveMetrics())
}

async function createWorker(log: Logger, { createHandlers }: BotDefinition) {
  const config = readConfig(process.env)
  if (!config.REDIS_URL) {
    const message =
      'REDIS_URL is not set, but a worker consumes events from Redis. Without Redis, run only the process web.'
    throw new ConfigError([{ variable: 'REDIS_URL', message }])
  }
  log.level = config.LOG_LEVEL
  for (const { variable, message } of hintsOn(config)) log.warn({ variable }, message)
  return createBot({ name: 'worker', config, log, createHandlers })
}

if (import.meta.main) await work()
