/**
 * Runs a file as a bot: serves it if it exports `createHandlers`. Otherwise it is a program, which the import runs.
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
