/** The process `web`: accepts webhooks and handles their events. */
import { createApp } from './app.ts'
import { listen } from './http/listen.ts'
import { runProcess } from './runtime/process.ts'

/**
 * Runs the process `web` until it is told to stop.
 *
 * @param create creates the HTTP application; by default that of the bot in `src/handlers/handlers.ts`
 */
export function serve(create = createApp): Promise<void> {
  return runProcess((log) => create({ environment: process.env, log }), listen)
}

if (import.meta.main) await serve()
