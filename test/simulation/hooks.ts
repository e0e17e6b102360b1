/**
 * Has the bot's code run in the simulated world: imported first, before anything of `src`. With a mutant's name in
 * `MUTANT`, that mutant's change is made to the code as it is loaded; no file is changed.
 */
import { registerHooks } from 'node:module'
import { withScaledTimes } from './bot-time.ts'
import { MUTANTS, REDIS_MUTANTS } from './mutants.ts'

const SIMULATED_DISPATCHER = new URL('dispatcher.ts', import.meta.url).href
const name = process.env.MUTANT
const mutants = [...MUTANTS, ...REDIS_MUTANTS]
const mutant = mutants.find((one) => one.name === name)
if (name && !mutant) throw new Error(`no mutant ${name}: ${mutants.map((one) => one.name).join(', ')}`)

registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context)
    if (!resolved.url.endsWith('/src/line/dispatcher.ts')) return resolved
    return { ...resolved, url: SIMULATED_DISPATCHER }
  },

  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const original = String(loaded.source)
    const source = withScaledTimes(url, mutated(url, original))
    return source === original ? loaded : { ...loaded, source }
  }
})

function mutated(url: string, source: string): string {
  if (!mutant || !url.endsWith(`/src/${mutant.file}`)) return source
  if (source.split(mutant.code).length !== 2)
    throw new Error(`${mutant.file} does not have once: ${mutant.code}`)
  return source.replace(mutant.code, mutant.becomes)
}
