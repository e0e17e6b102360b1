import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BotStatus } from 'line-platform-simulator'

export interface BotProcessOptions {
  /** a file that exports `createHandlers`, or a program */
  file: string
  port: number
  environment: NodeJS.ProcessEnv
  onLine: (line: string) => void
  onStatus: (status: BotStatus) => void
}

const RUNNER = join(import.meta.dirname, 'run-bot.ts')
/** How many of the last log lines are kept, to show why the bot stopped. */
const KEPT_LINES = 40
/** How long the bot may take to listen, in milliseconds. */
const START_LIMIT_MS = 10_000
/** How long the bot may take to stop, in milliseconds. Its own limit is 20 s. */
const STOP_LIMIT_MS = 25_000

export type BotProcess = ReturnType<typeof createBotProcess>

/** Runs the bot as a separate process, which can be restarted. */
export function createBotProcess({ file, port, environment, onLine, onStatus }: BotProcessOptions) {
  let child: ChildProcess | undefined
  const isExpectedToEnd = new WeakSet<ChildProcess>()
  let status: BotStatus = { state: 'stopped', since: Date.now() }

  function become(next: Omit<BotStatus, 'since'>): void {
    status = { ...next, since: Date.now() }
    onStatus(status)
  }

  function start(): void {
    const lines: string[] = []
    const bot = spawn(process.execPath, [RUNNER, file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment
    })
    child = bot
    become({ state: 'starting' })
    for (const stream of [bot.stdout, bot.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line)
        if (lines.length > KEPT_LINES) lines.shift()
        onLine(line)
      })
    }
    bot.on('close', (code, signal) => {
      child = undefined
      if (isExpectedToEnd.has(bot)) return
      const wasListening = status.state === 'listening'
      become({
        state: 'stopped',
        title: sentenceOf(wasListening, code, signal, lines),
        output: wordsOf(lines)
      })
    })
    waitUntilItListens(bot)
  }

  async function waitUntilItListens(bot: ChildProcess): Promise<void> {
    const end = Date.now() + START_LIMIT_MS
    let isWarned = false
    while (child === bot) {
      if (await answers(port)) {
        if (child === bot) become({ state: 'listening' })
        return
      }
      if (Date.now() > end && !isWarned) {
        isWarned = true
        become({
          state: 'starting',
          title: `${file} is not listening on port ${port} after ${START_LIMIT_MS / 1_000} s. Does it start a bot on the port in PORT?`
        })
      }
      await sleep(isWarned ? 1_000 : 60, undefined, { ref: false })
    }
  }

  function sentenceOf(
    wasListening: boolean,
    code: number | null,
    signal: string | null,
    lines: string[]
  ): string {
    const how = signal ?? `exit status ${code}`
    if (wasListening) return `The bot stopped (${how}).`
    if (code === 0) {
      return `${file} exited without listening on port ${port}: it neither exports createHandlers nor starts a bot.`
    }
    const error = lines.findLast((line) => /^\w*(Error|Exception)\b/.test(line))
    return error ? `The bot failed to start: ${error}` : `The bot failed to start (${how}).`
  }

  /** Stops the bot as a deployment does. */
  async function stop(): Promise<void> {
    const bot = child
    if (!bot) return
    isExpectedToEnd.add(bot)
    const closed = once(bot, 'close')
    bot.kill('SIGTERM')
    const timer = setTimeout(() => bot.kill('SIGKILL'), STOP_LIMIT_MS)
    await closed
    clearTimeout(timer)
  }

  /** Kills the bot. */
  async function kill(): Promise<void> {
    if (!child) return
    isExpectedToEnd.add(child)
    const closed = once(child, 'close')
    child.kill('SIGKILL')
    await closed
  }

  return { start, stop, kill, status: (): BotStatus => status, isRunning: () => child !== undefined }
}

/** Shortens JSON log lines to their message and stack. */
function wordsOf(lines: string[]): string {
  return lines
    .map((line) => {
      try {
        const { msg, err } = JSON.parse(line) as { msg?: string; err?: { stack?: string } }
        return [msg, err?.stack].filter(Boolean).join('\n')
      } catch {
        return line
      }
    })
    .join('\n')
    .trim()
}

/** Whether a program listens on the port. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: 'localhost', port })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
    socket.on('connect', () => socket.end())
  })
}
