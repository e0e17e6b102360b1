import { once } from 'node:events'
import type { Test } from 'tap'
import { uncovered } from '../helper.ts'
import { spawnBound } from '../spawn-bound.ts'

/** A program of the simulator, as `npm run` starts it. */
export function runProgram(t: Test, program: string, ...args: string[]) {
  const child = spawnBound(process.execPath, [`simulator/${program}.ts`, ...args], {
    env: uncovered(process.env)
  })
  const exited = once(child, 'close') as Promise<[number | null, string | null]>
  t.teardown(async () => {
    child.kill('SIGTERM') // not SIGKILL: the playground stops its bot
    await exited
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  return { child, exited, output: () => output }
}
