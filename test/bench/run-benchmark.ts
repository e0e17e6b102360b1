import { once } from 'node:events'
import { json } from 'node:stream/consumers'
import type { Test } from 'tap'
import { spawnBound } from '../../simulator/test/support/spawn-bound.ts'

/** What a benchmark prints with `--json`. It may find a promise broken: the test judges the figures. */
export async function runBenchmark(t: Test, name: string, ...args: string[]): Promise<unknown> {
  const child = spawnBound(process.execPath, ['bench/bench.ts', name, '--json', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'] // its progress goes to stderr
  } as object)
  const exited = once(child, 'close')
  t.teardown(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return json(child.stdout)
}
