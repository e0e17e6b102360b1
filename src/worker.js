/**
 * The process `worker`: handles events from Redis, and has no HTTP. More of them are more capacity.
 *
 * JavaScript, so that a Node.js that is too old for TypeScript can read it, and say so in one line: the check is
 * imported first, and TypeScript only after it.
 */
import './runtime/check-node.cjs'

/** @import { Logger } from 'pino' */
/** @import { CreateHandlers } from './handlers/types.ts' */

const { createBot } = await import('./bot.ts')
const { readConfig } = await import('./config/config.ts')
const { ConfigError } = await import('./config/config-error.ts')
const { hintsOn } = await import('./config/hints.ts')
const { runProcess } = await import('./runtime/process.ts')

/**
 * Runs the process `worker`, with the handlers of `src/handlers/handlers.ts` or others.
 *
 * @param {CreateHandlers} [createHandlers]
 */
export function work(createHandlers) {
  return runProcess(
    (log) => createWorker(log, createHandlers),
    async () => {} // its inbox takes events since it was made, and logs whether it can
  )
}

/**
 * @param {Logger} log
 * @param {CreateHandlers} [createHandlers]
 */
async function createWorker(log, createHandlers) {
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
