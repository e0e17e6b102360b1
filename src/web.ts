/** The process `web`: accepts webhooks and handles their events. */
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import * as ownBot from './handlers/handlers.ts'
import type { BotDefinition } from './handlers/types.ts'
import { listen } from './http/listen.ts'
import { runProcess } from './runtime/process.ts'

/**
 * Runs the process `web` until it receives SIGTERM or SIGINT.
 *
 * @param bot by default that of `src/handlers/handlers.ts`
 */
export function serve(bot: BotDefinition = ownBot): Promise<void> {
  const create = (log: Logger) => createApp({ environment: process.env, log, ...bot })
  return runProcess('web', create, async (app) => {
    await app.bot.serveMetrics()
    await listen(app)
  })
}

if (import.meta.main) await serve()
