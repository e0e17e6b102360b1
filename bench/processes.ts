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

/** Node's options in production. */
const START_OPTIONS = packageJson.scripts.start.split(' ').filter((word) => word.startsWith('--'))

export const SECRET = randomBytes(16).toString('hex')

/** With Linux's taskset, the server under test has a core to itself, and the load, LINE and Redis share another. */
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

/** Starts the process of the load generator and LINE. */
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
    /** the environment that connects a server to LINE over HTTP, or over TLS as in production */
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
  /** from the start of the process to its first response, in milliseconds */
  firstAnswerMs: number
  /** CPU time used so far, in milliseconds */
  cpuMs(): number
  /** resident memory, current and peak, in MB */
  memory(): { now: number; peak: number }
  health(): Promise<number>
  /** Kills the process, or sends SIGTERM as a deployment does, so that Node writes the compile cache. */
  stop(signal?: 'SIGTERM'): Promise<void>
}

/** Starts a server as in production, and waits for its first response. */
export async function startServer(
  file: string,
  load: LoadProcess,
  environment: Record<string, string> = {},
  nodeOptions: string[] = file === 'src/web.ts' ? START_OPTIONS : [],
  /** receives the server's log */
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
        NODE_COMPILE_CACHE: '.tap/bench-compile-cache', // as in the image; other servers use it, too
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
  else child.stdout?.resume() // the log goes to a pipe, as on Heroku
  let first: Measured | undefined
  while (!first) {
    if (child.exitCode !== null) throw new Error(`${file} has exited`)
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

/** Starts a redis-server. Resolves with undefined if none is installed. */
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
