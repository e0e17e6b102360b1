import { BOT } from './bot.ts'
import type { Mutant } from './mutant.ts'
import { SIMULATOR } from './simulator.ts'

/** What `npm run test:mutants` tries. */
export const MUTANTS: Mutant[] = [...BOT, ...SIMULATOR]
