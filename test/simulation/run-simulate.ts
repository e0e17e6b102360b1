import { once } from 'node:events'
import { spawnBound } from '../../simulator/test/support/spawn-bound.ts'

/** Runs histories in a process of its own, whose clock is simulated, or whose time runs faster. */
export async function simulate(args: string[]) {
  const program = ['test/simulation/simulate.ts', '--jobs', '1', '--quiet']
  const child = spawnBound(process.execPath, [...program, ...args])
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}
