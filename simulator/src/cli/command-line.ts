import { parseArgs, styleText } from 'node:util'
import { pino } from 'pino'
import pretty from 'pino-pretty'

/** A usage error: printed as one line, without a stack. */
export class UsageError extends Error {}

export interface Option {
  /** placeholder of its value in the help; absent for a switch */
  value?: string
  help: string
}

/** A parsed command line: its options, its positional arguments, and the command after `--`. */
export interface CommandLine<Name extends string> {
  given: Partial<Record<Name, string>>
  words: string[]
  command: string[]
}

/**
 * Parses `--name value` and `--switch`. For `--help`, prints the usage and exits.
 *
 * @throws UsageError for an unknown option
 */
export function readOptions<Name extends string>(
  usage: string,
  options: Record<Name, Option>
): CommandLine<Name> {
  const names = Object.keys(options) as Name[]
  const types = names.map((name) => [name, { type: options[name].value ? 'string' : 'boolean' }] as const)
  const args = process.argv.slice(2)
  const end = args.includes('--') ? args.indexOf('--') : args.length
  try {
    const { values, positionals } = parseArgs({
      args: args.slice(0, end),
      allowPositionals: true,
      options: { ...Object.fromEntries(types), help: { type: 'boolean' } }
    })
    const given = values as CommandLine<Name>['given']
    if (!values.help) return { given, words: positionals, command: args.slice(end + 1) }
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

/** @throws UsageError if the text is not a port number */
export function portOf(option: string, text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--${option} must be a port number from 0 to 65535`)
}

/** @throws UsageError if the port is in use; it names the option to change */
export async function orPortTaken<T>(
  starting: Promise<T>,
  { dataPort }: { dataPort?: number | undefined } = {}
): Promise<T> {
  try {
    return await starting
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { port?: number }
    if (code !== 'EADDRINUSE') throw error
    const option = port === dataPort ? 'data-port' : 'port'
    throw new UsageError(
      `Port ${port} is in use: stop the program that uses it, or choose another with --${option}`
    )
  }
}

/** A human-readable log; each line starts with `name`. */
export function createPrettyLog(name: string) {
  const prefix = styleText('green', `${name.padEnd(4)} │`)
  const stream = pretty({
    colorize: process.stdout.isTTY,
    sync: true,
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss.l',
    ignore: 'reqId,webhookEventId,lineRequestId',
    messageFormat: (record, key) => `${prefix} ${record[key]}`
  })
  return pino({ base: null }, stream)
}

/** Runs a program. Prints a usage error as one line, and any other error with its stack. */
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
