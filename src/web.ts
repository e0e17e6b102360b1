/** The process `web`: accepts webhooks and handles their events. */
import { createApp } from './app.ts'
import { listen } from './http/listen.ts'
import { runProcess } from './runtime/process.ts'

/**
 * Runs the process `web` until it is told to stop.
 *
 * @param createBot creates the bot's HTTP application; by default the bot of `src/handlers/handlers.ts`
 */
export function serve(createBot = createApp): Promise<void> {
  return runProcess((log) => createBot({ environment: process.env, log }), listen)
}

if (import.meta.main) await serve()
