/** The process `worker`: handles events from Redis, and has no HTTP. More of them are more capacity. */
import type { Logger } from 'pino'
import { createBot } from './bot.ts'
import { readConfig } from './config/config.ts'
import { ConfigError } from './config/config-error.ts'
import { hintsOn } from './config/hints.ts'
import type { CreateHandlers } from './handlers/types.ts'
import { runProcess } from './runtime/process.ts'

/** Runs the process `worker`, with the handlers of `src/handlers/handlers.ts` or others. */
export function work(createHandlers?: CreateHandlers): Promise<void> {
  return runProcess(
    (log) => createWorker(log, createHandlers),
    async () => {} // its inbox takes events since it was made, and logs whether it can
  )
}

async function createWorker(log: Logger, createHandlers: CreateHandlers | undefined) {
  const config = readConfig(process.env)
  if (!config.REDIS_URL) {
    const message =
      'REDIS_URL is not set: a worker takes its events from Redis. Without one, the process web does all.'
    throw new ConfigError([{ variable: 'REDIS_URL', message }])
  }
  log.level = config.LOG_LEVEL
  for (const { variable, message } of hintsOn(config)) log.warn({ variable }, message)
  return { log, ...(await createBot({ config, log, createHandlers })) }
}

if (import.meta.main) await work()
