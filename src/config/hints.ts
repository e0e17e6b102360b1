import type { ConfigProblem } from './config-error.ts'
import { CHANNEL_ID, CHANNEL_SECRET, splitChannelSecrets } from './formats.ts'
import type { Config } from './schema.ts'

const QUOTED = /^(["'`]).*\1$/
const NO_QUOTES = 'starts and ends with a quote: leave the quotes out'

/** Patterns of valid values that look like a mistake. The first match determines the hint. */
type Patterns = [pattern: RegExp, hint: string][]

const HINTS: [variable: keyof Config, patterns: Patterns][] = [
  ['LINE_CHANNEL_ID', [[/^(?!\d{10}$)/, 'is not ten digits, as LINE issues them']]],
  [
    'LINE_CHANNEL_ACCESS_TOKEN',
    [
      [QUOTED, NO_QUOTES],
      [CHANNEL_SECRET, 'looks like a Channel secret: the token is on the Messaging API tab'],
      [CHANNEL_ID, 'looks like a Channel ID: the token is on the Messaging API tab']
    ]
  ]
]

const SECRET_HINTS: Patterns = [
  [QUOTED, NO_QUOTES],
  [CHANNEL_ID, 'looks like a Channel ID: the Channel secret is below it'],
  [/^.{101}/, 'looks like a channel access token: the Channel secret is on the Basic settings tab'],
  [/^(?![0-9a-f]{32}$)/i, 'is not 32 hexadecimal digits, as LINE issues them']
]

/** Returns a hint for each valid value that looks like a mistake, e.g. like the value of another variable. */
export const hintsOn = (config: Config): ConfigProblem[] => [
  ...secretHints(config.LINE_CHANNEL_SECRET).map((message) => ({ variable: SECRET, message })),
  ...HINTS.flatMap(([variable, patterns]) => {
    const message = hintOn(config[variable], patterns)
    return message ? { variable, message: `${variable} ${message}` } : []
  })
]

const SECRET = 'LINE_CHANNEL_SECRET'

/** Each of two secrets is checked like a single one. */
function secretHints(value: string): string[] {
  const secrets = splitChannelSecrets(value)
  const [first = '', second] = secrets
  if (second === undefined || QUOTED.test(value)) {
    const hint = hintOn(value, SECRET_HINTS)
    return hint ? [`${SECRET} ${hint}`] : []
  }
  if (first === second) {
    return [`${SECRET} has the same secret twice: remove one of them`, ...secretHints(first)]
  }
  return secrets.flatMap((secret, index) => {
    const hint = hintOn(secret, SECRET_HINTS)
    return hint ? `the ${index === 0 ? 'first' : 'second'} secret in ${SECRET} ${hint}` : []
  })
}

const hintOn = (value: Config[keyof Config], patterns: Patterns): string | undefined =>
  patterns.find(([pattern]) => value !== undefined && pattern.test(String(value)))?.[1]
