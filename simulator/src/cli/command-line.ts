import { parseArgs, styleText } from 'node:util'
import { pino } from 'pino'
import pretty from 'pino-pretty'

/** A mistake of the person at the keyboard: said in one line, without a stack. */
export class UsageError extends Error {}

export interface Option {
  /** what stands for its value in the help; none for a switch */
  value?: string
  help: string
}

/** What a command line says: its options, its words, and the command behind `--`. */
export interface CommandLine<Name extends string> {
  given: Partial<Record<Name, string>>
  words: string[]
  command: string[]
}

/**
 * Reads `--name value` and `--switch` from the command line, and explains them for `--help`.
 *
 * @throws UsageError for what is no option
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

/** @throws UsageError when the text is no port */
export function portOf(option: string, text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new UsageError(`--${option} takes a port, a whole number up to 65535`)
}

/** @throws UsageError when the port is taken, naming the option that chooses another */
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
      `Port ${port} is taken: stop the program that has it, or choose another with --${option}`
    )
  }
}

/** A log for people, each line with the name of who speaks. */
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
