import type { ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../simulator/test/support/free-port.ts'
import { spawnBound } from '../simulator/test/support/spawn-bound.ts'
import { type Counts, increment } from './counts.ts'

const START_TIMEOUT_MS = 60_000

export interface BotProcessOptions {
  name: 'web' | 'worker'
  environment: Record<string, string>
  /** counts the outcomes in the log, e.g. `replied` or `failed: line-unavailable`, also those of copies */
  outcomes: Counts
}

export type BotProcess = Awaited<ReturnType<typeof startBotProcess>>

/** Starts a process of the bot. Waits until `/health` responds 200, or until a worker, which has no port, logs a line. */
export async function startBotProcess({ name, environment, outcomes }: BotProcessOptions) {
  const file = `test/plain-bot/${name}.ts` // because an author may have changed the handlers of `src/${name}.ts`
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let child: ChildProcess
  await start()

  async function start(): Promise<void> {
    child = spawnBound(process.execPath, [file], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH: process.env.PATH,
        NODE_ENV: 'production',
        NODE_COMPILE_CACHE: '.tap/bench-compile-cache', // as in the image
        HOST: '127.0.0.1',
        PORT: String(port),
        LINE_CHANNEL_ACCESS_TOKEN: 'token',
        ...environment
      }
    } as Parameters<typeof spawn>[2])
    let hasLogged = false
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      hasLogged = true
      const { outcome, reason } = parse(line)
      if (outcome) increment(outcomes, reason ? `${outcome}: ${reason}` : outcome)
    })
    const end = performance.now() + START_TIMEOUT_MS
    while (!(name === 'web' ? (await healthOf(url)).status === 200 : hasLogged)) {
      if (child.exitCode !== null) throw new Error(`${file} has exited`)
      if (performance.now() > end) throw new Error(`${file} is not healthy after ${START_TIMEOUT_MS} ms`)
      await sleep(20)
    }
  }

  async function stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill(signal)
    await once(child, 'exit')
  }

  return {
    name,
    url,
    stop,
    async restart(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
      await stop(signal)
      await start()
    }
  }
}

/** The response of `/health`, or the status `none` if there is none within a second. */
export async function healthOf(url: string): Promise<{ status: number | 'none'; body: string }> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) })
    return { status: response.status, body: await response.text() }
  } catch {
    return { status: 'none', body: '' }
  }
}

/** Parses a log line. A process that was killed may leave an incomplete one. */
function parse(line: string): { outcome?: string; reason?: string } {
  try {
    return JSON.parse(line)
  } catch {
    return {}
  }
}
