/** The process `worker`: handles events from Redis, without HTTP. Each one adds capacity. */
import type { Logger } from 'pino'
import { createBot } from './bot.ts'
import { readConfig } from './config/config.ts'
import { ConfigError } from './config/config-error.ts'
import { hintsOn } from './config/hints.ts'
import type { CreateHandlers } from './handlers/types.ts'
import { runProcess } from './runtime/process.ts'

/**
 * Runs the process `worker` until it is told to stop.
 *
 * @param createHandlers by default those of `src/handlers/handlers.ts`
 */
export function work(createHandlers?: CreateHandlers): Promise<void> {
  return runProcess((log) => createWorker(log, createHandlers))
}

async function createWorker(log: Logger, createHandlers?: CreateHandlers) {
  const config = readConfig(process.env)
  if (!config.REDIS_URL) {
    const message =
      'REDIS_URL is not set: a worker reads its events from Redis. Without Redis, run the process web alone.'
    throw new ConfigError([{ variable: 'REDIS_URL', message }])
  }
  log.level = config.LOG_LEVEL
  for (const { variable, message } of hintsOn(config)) log.warn({ variable }, message)
  return createBot({ config, log, createHandlers })
}

if (import.meta.main) await work()
