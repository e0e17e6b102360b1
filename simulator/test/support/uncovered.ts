import { resolve } from 'node:path'

const COMPILE_CACHE = resolve('.tap/compile-cache')

/** The environment of a process that is not counted as tested: tap counts in every one, and that takes half of its start. */
export const uncovered = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...environment,
  _TAPJS_PROCESSINFO_COVERAGE_: '0',
  NODE_COMPILE_CACHE: COMPILE_CACHE
})
