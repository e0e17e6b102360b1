/**
 * The process `web`: takes webhooks, and handles their events.
 *
 * JavaScript, so that a Node.js that is too old for TypeScript can read it, and say so in one line: the check is
 * imported first, and TypeScript only after it.
 */
import './runtime/check-node.cjs'

const { createApp } = await import('./app.ts')
const { listen } = await import('./http/listen.ts')
const { runProcess } = await import('./runtime/process.ts')

/**
 * Runs the process `web`, with the bot of `src/handlers/handlers.ts` or another.
 *
 * @param {typeof createApp} createBot
 */
export function serve(createBot = createApp) {
  return runProcess((log) => createBot({ environment: process.env, log }), listen)
}

if (import.meta.main) await serve()
