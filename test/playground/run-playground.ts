import type { Test } from 'tap'
import { runProgram } from '../../simulator/test/support/program.ts'

/** `npm run playground` with these arguments; the bot is that of the tests, unless they name another. */
export const runPlayground = (t: Test, ...args: string[]) =>
  runProgram(t, 'scripts/playground.ts', ['--bot', 'test/plain-bot/handlers.ts', ...args])
