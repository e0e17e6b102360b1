import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import { createSimulator, type SimulatorOptions } from '../simulator.ts'
import { orPortTaken, UsageError } from './command-line.ts'

/**
 * Runs a command with a simulator, and sets the exit status to the command's. After a signal, it is 128 plus the signal's
 * number, as in shells.
 */
export async function exec(options: SimulatorOptions, [file = '', ...args]: string[]): Promise<void> {
  const line = await orPortTaken(createSimulator(options), options)
  const child = spawn(file, args, {
    stdio: 'inherit',
    shell: process.platform === 'win32', // on Windows, npm is a script, which only a shell can run
    env: {
      ...process.env,
      LINE_API_BASE_URL: line.url,
      LINE_CHANNEL_SECRET: line.channelSecret,
      LINE_CHANNEL_ACCESS_TOKEN: line.channelAccessToken
    }
  })
  const forward = (signal: NodeJS.Signals) => void child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, forward)
  try {
    const [status, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    process.exitCode = status ?? 128 + constants.signals[signal ?? 'SIGTERM']
  } catch (error) {
    throw new UsageError(`cannot run ${file}: ${(error as NodeJS.ErrnoException).code}`)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(signal, forward)
    await line.close().catch((error: Error) => {
      throw new UsageError(error.message)
    })
  }
}
