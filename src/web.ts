/** The process `web`: accepts webhooks and handles their events. */
import { createApp } from './app.ts'
import * as ownBot from './handlers/handlers.ts'
import type { BotDefinition } from './handlers/types.ts'
import { listen } from './http/listen.ts'
import { runProcess } from './runtime/process.ts'

/**
 * Runs the process `web` until it is told to stop.
 *
 * @param bot by default that of `src/handlers/handlers.ts`
 */
export function serve(bot: BotDefinition = ownBot): Promise<void> {
  return runProcess((log) => createApp({ environment: process.env, log, ...bot }), listen)
}

if (import.meta.main) await serve()
