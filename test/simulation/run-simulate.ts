import { once } from 'node:events'
import { uncovered } from '../helper.ts'
import { spawnBound } from '../spawn-bound.ts'

/** Runs histories in processes of their own, whose clock is simulated, or whose time runs faster. */
export async function simulate(environment: Record<string, string>, args: string[], jobs = 1) {
  const program = ['test/simulation/simulate.ts', '--jobs', String(jobs), '--quiet']
  const child = spawnBound(process.execPath, [...program, ...args], {
    env: { ...uncovered(process.env), ...environment }
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}
