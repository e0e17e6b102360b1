import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { resolve } from 'node:path'

/**
 * Reads lists of process groups, and kills those of the last list when its input ends. A process in a session of its own:
 * no signal that ends the tests reaches it.
 */
const GUARD = 'while read -r line; do groups=$line; done; for group in $groups; do kill -9 -"$group"; done'

const NODE_COMPILE_CACHE = resolve('.tap/compile-cache')

const groups = new Set<number>()
let guard: Socket | undefined

/**
 * Like `spawn`; the child, and what it starts in turn, is killed when this process ends. Tap ends a test that hangs with
 * SIGKILL: then no teardown runs, and a bot, a Redis or a browser would stay.
 *
 * A Node.js process starts in half the time: it uses a compile cache, and not what tap loads into every child.
 */
export const spawnBound = ((command: string, args: string[], options: SpawnOptions = {}) => {
  const { NODE_OPTIONS, ...env } = options.env ?? process.env
  const nodeOptions = NODE_OPTIONS === undefined ? ['-u', 'NODE_OPTIONS'] : [`NODE_OPTIONS=${NODE_OPTIONS}`]
  const child = spawn('env', [...nodeOptions, command, ...args], {
    ...options,
    env: { NODE_COMPILE_CACHE, ...env },
    detached: true // the leader of a process group
  })
  if (child.pid !== undefined) bind(child, child.pid)
  return child
}) as typeof spawn

function bind(child: ChildProcess, group: number): void {
  groups.add(group)
  updateGuard()
  child.once('exit', () => {
    if (isAlive(group)) return // what it started is left
    groups.delete(group)
    updateGuard()
  })
}

function updateGuard(): void {
  guard ??= startGuard()
  guard.write(`${[...groups].join(' ')}\n`)
}

function startGuard(): Socket {
  const shell = spawn('sh', ['-c', GUARD], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  shell.unref()
  const input = shell.stdin as Socket // a pipe of a child is one, and keeps no process alive when it is told so
  input.unref()
  return input
}

function isAlive(group: number): boolean {
  try {
    return process.kill(-group, 0)
  } catch {
    return false
  }
}
