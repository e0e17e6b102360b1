import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Test } from 'tap'
import { spawnBound } from './spawn-bound.ts'

/** A program as its own process, with what it prints. It is stopped at the end of the test. */
export function runProgram(t: Test, file: string, args: string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawnBound(process.execPath, [file, ...args], {
    env: { ...process.env, ...environment }
  })
  const exited = once(child, 'close') as Promise<[number | null, string | null]>
  t.teardown(async () => {
    child.kill('SIGTERM') // not SIGKILL: a program stops what it has started
    await exited
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  return { child, exited, output: () => output }
}

export const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** `line-platform-simulator` with these arguments. */
export const runSimulator = (t: Test, ...args: string[]) => runProgram(t, MAIN, args)
