import { type DestinationStream, type Logger, pino } from 'pino'
import { createStdout, reportDrops } from './stdout.ts'

export interface LogOptions {
  /** by default standard output */
  destination?: DestinationStream | undefined
}

/**
 * The log: one JSON object a line in production; columns and colours on a terminal in development, where
 * pino-pretty is installed.
 */
export async function createLogger({ destination }: LogOptions = {}): Promise<Logger> {
  const stream = destination ?? (await prettyStream())
  if (stream) return pino(OPTIONS, stream)
  const stdout = createStdout()
  const log = pino(OPTIONS, stdout)
  reportDrops(stdout, log)
  return log
}

const OPTIONS = {
  base: null, // Heroku and Docker say which process a line is of
  formatters: { level: (level: string) => ({ level }) }
}

async function prettyStream(): Promise<DestinationStream | undefined> {
  if (!process.stdout.isTTY || process.env.NODE_ENV === 'production') return
  const pretty = await import('pino-pretty').catch(() => undefined)
  return pretty?.default({
    sync: true,
    singleLine: true,
    ignore: 'reqId,lineRequestId',
    translateTime: 'SYS:HH:MM:ss.l'
  })
}
