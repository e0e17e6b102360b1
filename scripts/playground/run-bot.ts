/**
 * Runs the bot of a file: one that exports `createHandlers` is served; any other is a program, which its import runs.
 *
 *     node scripts/playground/run-bot.ts examples/menu.ts
 */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const bot = await import(pathToFileURL(resolve(process.argv[2] ?? '')).href)
if (bot.createHandlers) {
  const { serve } = await import('#src/web.ts')
  await serve(bot)
}
