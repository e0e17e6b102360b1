import { type Mutant as BrokenPromise, MUTANTS as IN_MEMORY, REDIS_MUTANTS } from '../simulation/mutants.ts'
import { BOT } from './bot.ts'
import type { Mutant } from './mutant.ts'
import { SIMULATOR } from './simulator.ts'

const SIMULATE = 'test/simulation/simulate.ts --quiet --jobs 1 --seed 1'
const REDIS_HISTORIES = `${SIMULATE} --redis --as-found --histories 100`

/** A fault that histories find. */
const byHistories = ({ name, file, code, becomes }: BrokenPromise, ...tests: string[]): Mutant => ({
  file: `src/${file}`,
  find: code,
  replace: becomes,
  tests,
  environment: { MUTANT: name }
})

/** What `npm run test:mutants` tries. */
export const MUTANTS: Mutant[] = [
  ...BOT,
  ...SIMULATOR,
  ...IN_MEMORY.map((mutant) => byHistories(mutant, `${SIMULATE} --histories 10000`)),
  // A slow machine does not find at ten times the speed what comes too late.
  ...REDIS_MUTANTS.map((mutant) =>
    byHistories(mutant, `${REDIS_HISTORIES} --speed 10`, `${REDIS_HISTORIES} --speed 3`)
  )
]
