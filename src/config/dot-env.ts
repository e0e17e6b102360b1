import { existsSync, readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { ConfigError } from './config-error.ts'

const FILE = '.env'

/**
 * In development, sets the variables of `.env` that are not set in the environment.
 *
 * @throws ConfigError when the file cannot be read; the message contains none of its content
 */
export function loadDotEnv(): void {
  if (process.env.NODE_ENV === 'production' || !existsSync(FILE)) return
  for (const [name, value] of Object.entries(parseDotEnv(bytesOf(FILE)))) process.env[name] ??= value
}

/** Whether an `.env` file exists but is ignored because `NODE_ENV` is `production`. */
export const isDotEnvIgnored = (): boolean => process.env.NODE_ENV === 'production' && existsSync(FILE)

/**
 * Parses the bytes of an `.env` file: UTF-8, or UTF-16 as Windows PowerShell writes it, with or without a byte order mark.
 *
 * @throws ConfigError when the file has another encoding
 */
export function parseDotEnv(bytes: Uint8Array): NodeJS.Dict<string> {
  let text: string
  try {
    text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes) // without its byte order mark
  } catch {
    throw problem(UNKNOWN_ENCODING)
  }
  if (text.includes('\0')) throw problem(UNKNOWN_ENCODING)
  return parseEnv(text.replace(/\r\n?/g, '\n'))
}

const problem = (message: string) => new ConfigError([{ variable: FILE, message }])
const UNKNOWN_ENCODING = `${FILE} is neither UTF-8 nor UTF-16: save it as UTF-8`

function bytesOf(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw problem(`${FILE} cannot be read (${code}): make it readable for this user`)
  }
}

/** Detects UTF-16 without a byte order mark too: variable names are ASCII, so every other byte is zero. */
function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be'
  return 'utf-8'
}
