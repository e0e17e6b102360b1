/**
 * Has the bot's code run in the simulated world: imported first, before anything of `src`. With a mutant's name in
 * `MUTANT`, that mutant's change is made to the code as it is loaded; no file is changed.
 */
import { registerHooks } from 'node:module'
import { MUTANTS } from './mutants.ts'

const SIMULATED_DISPATCHER = new URL('dispatcher.ts', import.meta.url).href
const name = process.env.MUTANT
const mutant = MUTANTS.find((one) => one.name === name)
if (name && !mutant) throw new Error(`no mutant ${name}: ${MUTANTS.map((one) => one.name).join(', ')}`)

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context)
    if (!resolved.url.endsWith('/src/line/dispatcher.ts')) return resolved
    return { ...resolved, url: SIMULATED_DISPATCHER }
  },

  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!mutant || !url.endsWith(`/src/${mutant.file}`)) return loaded
    const source = String(loaded.source)
    if (source.split(mutant.code).length !== 2)
      throw new Error(`${mutant.file} does not have once: ${mutant.code}`)
    return { ...loaded, source: source.replace(mutant.code, mutant.becomes) }
  }
})
