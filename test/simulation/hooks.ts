/**
 * Has the bot's code run in the simulated world: imported first, before anything of `src`. With a mutant's name in
 * `MUTANT`, that mutant's change is made to the code as it is loaded; no file is changed. Throws when there is nothing to
 * change.
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { withScaledTimes } from './bot-time.ts'
import { MUTANTS, type Mutant, REDIS_MUTANTS } from './mutants.ts'

/** LINE's own client asks with it who the bot is; a request into the real network would wait for ever. */
globalThis.fetch = async () =>
  Response.json({ userId: `U${'0'.repeat(32)}`, basicId: '@bot', displayName: 'The bot' })

const SIMULATED_DISPATCHER = new URL('dispatcher.ts', import.meta.url).href
const name = process.env.MUTANT
const mutants = [...MUTANTS, ...REDIS_MUTANTS]
const mutant = mutants.find((one) => one.name === name)
if (name && !mutant) throw new Error(`no mutant ${name}: ${mutants.map((one) => one.name).join(', ')}`)
const changed = mutant && changedFile(mutant)

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context)
    if (!resolved.url.endsWith('/src/line/dispatcher.ts')) return resolved
    return { ...resolved, url: SIMULATED_DISPATCHER }
  },

  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const original = String(loaded.source)
    const source = withScaledTimes(url, url === changed?.url ? changed.source : original)
    return source === original ? loaded : { ...loaded, source }
  }
})

function changedFile({ name, file, code, becomes }: Mutant) {
  const url = new URL(`../../src/${file}`, import.meta.url)
  const parts = readFileSync(url, 'utf8').split(code)
  if (parts.length !== 2)
    throw new Error(`mutant ${name}: ${file} has ${parts.length - 1} times, and not once: ${code}`)
  return { url: url.href, source: parts.join(becomes) }
}
