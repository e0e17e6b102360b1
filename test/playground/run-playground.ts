import type { Test } from 'tap'
import { runProgram } from '../../simulator/test/support/program.ts'

/** `npm run playground` with these arguments. */
export const runPlayground = (t: Test, ...args: string[]) => runProgram(t, 'scripts/playground.ts', args)
