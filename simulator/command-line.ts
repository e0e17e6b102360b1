import type { AddressInfo } from 'node:net'
import { parseArgs, styleText } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { pino } from 'pino'
import pretty from 'pino-pretty'

/** A mistake of the person at the keyboard: said in one line, without a stack. */
export class UsageError extends Error {}

export interface Option {
  /** what stands for its value in the help; none for a switch */
  value?: string
  help: string
}

/**
 * Reads `--name value` and `--switch` from the command line, and explains them for `--help`.
 *
 * @throws UsageError for what is no option
 */
export function readOptions<Name extends string>(usage: string, options: Record<Name, Option>) {
  const names = Object.keys(options) as Name[]
  const types = names.map((name) => [name, { type: options[name].value ? 'string' : 'boolean' }] as const)
  try {
    const { values } = parseArgs({ options: { ...Object.fromEntries(types), help: { type: 'boolean' } } })
    if (!values.help) return values as Partial<Record<Name, string>>
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nSee --help.`)
  }
  const columns = names.map(
    (name) => [`--${name} ${options[name].value ?? ''}`.trim(), options[name].help] as const
  )
  const width = Math.max(...columns.map(([left]) => left.length))
  console.log(`${usage}\n\n${columns.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')}`)
  process.exit(0)
}

/** @throws UsageError when the text is no port */
export function portOf(option: string, text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--${option} takes a port, a whole number up to 65535`)
}

/** @throws UsageError when the port is taken, naming the option that chooses another */
export async function listen(
  app: FastifyInstance,
  option: string,
  port: number,
  host = 'localhost'
): Promise<string> {
  try {
    await app.listen({ host, port })
    return `http://localhost:${(app.server.address() as AddressInfo).port}`
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new UsageError(portTaken(option, port))
    throw error
  }
}

export const portTaken = (option: string, port: number) =>
  `Port ${port} is taken: stop the program that has it, or choose another with --${option}`

/** A log for people, each line with the name of who speaks. */
export function createPrettyLog(name: string, colour: 'cyan' | 'green') {
  return pino({ base: null }, prettyStream(name, colour))
}

/** Takes log lines as JSON and shows them as columns. */
export function prettyStream(name: string, colour: 'cyan' | 'green') {
  const prefix = styleText(colour, `${name.padEnd(4)} │`)
  return pretty({
    colorize: process.stdout.isTTY,
    sync: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'reqId,webhookEventId,lineRequestId',
    messageFormat: (record, key) => `${prefix} ${record[key]}`
  })
}

/** Runs a program; what goes wrong is one line for a person, or a stack when it is our fault. */
export async function runProgram(program: () => Promise<void>): Promise<void> {
  try {
    await program()
  } catch (error) {
    console.error(
      error instanceof UsageError ? styleText('red', error.message, { stream: process.stderr }) : error
    )
    process.exit(1)
  }
}
