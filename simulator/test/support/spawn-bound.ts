import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'

/**
 * Reads lists of process groups, and kills those of the last list when its input ends. A process in a session of its own:
 * no signal that ends the tests reaches it.
 */
const GUARD = 'while read -r line; do groups=$line; done; for group in $groups; do kill -9 -"$group"; done'

const groups = new Set<number>()
let guard: Socket | undefined

/**
 * Like `spawn`; the child, and what it starts in turn, is killed when this process ends. Tap ends a test that hangs with
 * SIGKILL: then no teardown runs, and a bot, a Redis or a browser would stay.
 */
export const spawnBound = ((command: string, args: string[], options: object = {}) => {
  const child = spawn(command, args, { ...options, detached: true }) // the leader of a process group
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
