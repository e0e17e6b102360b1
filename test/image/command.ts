import { type SpawnOptions, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Result } from './engine.ts'

/** Starts a program; what it writes is kept, with its errors as `output` and without as `answer`. */
export function start([program = '', ...args]: string[], options: Pick<SpawnOptions, 'cwd' | 'env'> = {}) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  let answer = ''
  child.stdout.on('data', (chunk) => (answer += chunk))
  const exited = once(child, 'close').then(([status]) => status as number | null)
  return { child, exited, output: () => output, answer: () => answer }
}

export async function run(command: string[], options: Parameters<typeof start>[1] = {}): Promise<Result> {
  const { exited, output } = start(command, options)
  return { status: await exited, output: output() }
}

/** Runs a program that has to succeed, and gives what it wrote to its standard output. */
export async function must(command: string[], options: Parameters<typeof start>[1] = {}): Promise<string> {
  const { exited, output, answer } = start(command, options)
  const status = await exited
  if (status !== 0) throw new Error(`${command.join(' ')}\nended with ${status}:\n${output()}`)
  return answer().trim()
}

/** Whether the program is there and does what it is asked. */
export async function works(command: string[]): Promise<boolean> {
  return run(command).then(
    ({ status }) => status === 0,
    () => false
  )
}
