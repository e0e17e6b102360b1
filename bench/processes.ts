import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import packageJson from '../package.json' with { type: 'json' }
import { freePort } from '../simulator/test/support/free-port.ts'
import { createCertificate } from '../test/certificate.ts'
import type { Fault, Load, Measured } from './load.ts'

/** How the bot is started in production. */
const START_OPTIONS = packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'))

export const SECRET = randomBytes(16).toString('hex')

/** The server under test has a core to itself; the load, LINE and Redis share another. Only where Linux's taskset is. */
export const PINNED = cpus().length > 1 && has('taskset')
const pinned = (core: number, command: string[]): [string, string[]] => {
  const all = PINNED ? ['taskset', '-c', String(core), ...command] : command
  return [all[0] as string, all.slice(1)]
}

const started = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of started) child.kill('SIGKILL')
})

function keep(child: ChildProcess): ChildProcess {
  started.add(child)
  child.once('exit', () => started.delete(child))
  return child
}

/** The load and LINE, in one process. */
export async function startLoad() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  const [key, certificate] = createCertificate(folder)
  const child = keep(fork(new URL('load.ts', import.meta.url), [key, certificate], { execArgv: [] }))
  if (PINNED) execFileSync('taskset', ['-cp', '1', String(child.pid)], { stdio: 'ignore' })
  const ask = async <T>(message: object): Promise<T> => {
    child.send(message)
    const [answer] = await once(child, 'message')
    return answer as T
  }
  const [ports] = (await once(child, 'message')) as [{ httpPort: number; httpsPort: number }]
  return {
    /** what wires a server to LINE over HTTP, or over TLS as in production */
    environmentFor: (tls: boolean): Record<string, string> =>
      tls
        ? { LINE_API_BASE_URL: `https://localhost:${ports.httpsPort}`, NODE_EXTRA_CA_CERTS: certificate }
        : { LINE_API_BASE_URL: `http://127.0.0.1:${ports.httpPort}` },
    setLatency: (latency: number) => child.send({ latency }),
    setFault: (fault: Fault) => child.send({ fault }),
    replies: async () => (await ask<{ replies: number }>({ count: true })).replies,
    run: async (load: Omit<Load, 'secret'>) =>
      (await ask<{ measured: Measured }>({ load: { ...load, secret: SECRET } })).measured,
    stop: () => child.disconnect()
  }
}

export type LoadProcess = Awaited<ReturnType<typeof startLoad>>

export interface Server {
  pid: number
  port: number
  /** from the start of the process to its first answer, in milliseconds */
  firstAnswerMs: number
  /** CPU time used so far, in milliseconds */
  cpuMs(): number
  /** resident memory, now and at its most, in MB */
  memory(): { now: number; peak: number }
  health(): Promise<number>
  /** Ends it at once, or as a deployment does: then Node writes the compile cache. */
  stop(signal?: 'SIGTERM'): Promise<void>
}

/** Starts a server as in production, and waits for its first answer. */
export async function startServer(
  file: string,
  load: LoadProcess,
  environment: Record<string, string> = {},
  nodeOptions: string[] = file === 'src/web.ts' ? START_OPTIONS : [],
  /** gets what the server logs */
  onLog?: (chunk: Buffer) => void
): Promise<Server> {
  const port = await freePort()
  const begin = performance.now()
  const child = keep(
    spawn(...pinned(0, [process.execPath, ...nodeOptions, file]), {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        NODE_COMPILE_CACHE: '.tap/bench-compile-cache', // as in the image; the peers have it, too
        HOST: '127.0.0.1',
        PORT: String(port),
        LINE_CHANNEL_SECRET: SECRET,
        LINE_CHANNEL_ACCESS_TOKEN: 'token',
        ...load.environmentFor(false),
        ...environment
      }
    })
  )
  if (onLog) child.stdout?.on('data', onLog)
  else child.stdout?.resume() // the log goes into a pipe, as it does on Heroku
  let first: Measured | undefined
  while (!first) {
    if (child.exitCode !== null) throw new Error(`${file} has ended`)
    first = await load.run({ port, connections: 1, webhooks: 1, eventsPerWebhook: 1, kind: 'sticker' })
    if (!first?.statuses['200']) first = undefined
  }
  const firstAnswerMs = performance.now() - begin
  const status = (field: string) =>
    Number(readFileSync(`/proc/${child.pid}/status`, 'utf8').match(new RegExp(`${field}:\\s+(\\d+)`))?.[1]) /
    1024
  return {
    pid: child.pid as number,
    port,
    firstAnswerMs,
    cpuMs() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
      return (Number(fields[11]) + Number(fields[12])) * 10 // hundredths of a second
    },
    memory: () => ({ now: status('VmRSS'), peak: status('VmHWM') }),
    health: async () => (await fetch(`http://127.0.0.1:${port}/health`)).status,
    async stop(signal) {
      child.kill(signal ?? 'SIGKILL')
      await once(child, 'close')
    }
  }
}

/** A redis-server, or undefined where there is none. */
export async function startRedis() {
  if (!has('redis-server')) return
  const port = await freePort()
  const [command, args] = pinned(1, [
    'redis-server',
    '--port',
    String(port),
    '--save',
    '',
    '--loglevel',
    'warning'
  ])
  const child = keep(spawn(command, args, { stdio: 'ignore' }))
  return {
    url: `redis://127.0.0.1:${port}`,
    freeze: () => child.kill('SIGSTOP'),
    thaw: () => child.kill('SIGCONT'),
    stop: () => child.kill('SIGKILL')
  }
}

export function median(numbers: number[]): number {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0
}

function has(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
