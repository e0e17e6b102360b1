import type { ConfigProblem } from './config-error.ts'
import type { Config } from './schema.ts'

const QUOTED = /^(["'`]).*\1$/
const NO_QUOTES = 'starts and ends with a quote: leave the quotes out'
const CHANNEL_ID = /^\d{10}$/
const CHANNEL_SECRET = /^[0-9a-f]{32}$/i

/** What looks like a mistake in a value that is allowed. The first pattern of a variable that matches counts. */
const HINTS: [variable: keyof Config, ...[pattern: RegExp, hint: string][]][] = [
  [
    'LINE_CHANNEL_SECRET',
    [QUOTED, NO_QUOTES],
    [CHANNEL_ID, 'looks like a Channel ID: the Channel secret is below it'],
    [/^.{101}/, 'looks like a channel access token: the Channel secret is on the tab Basic settings'],
    [/^(?![0-9a-f]{32}$)/i, 'is not 32 hexadecimal digits, as LINE issues them']
  ],
  ['LINE_CHANNEL_ID', [/^(?!\d{10}$)/, 'is not ten digits, as LINE issues them']],
  [
    'LINE_CHANNEL_ACCESS_TOKEN',
    [QUOTED, NO_QUOTES],
    [CHANNEL_SECRET, 'looks like a Channel secret: the token is on the tab Messaging API'],
    [CHANNEL_ID, 'looks like a Channel ID: the token is on the tab Messaging API']
  ]
]

/** Values that are allowed, but look as if they belong to another variable. */
export const hintsOn = (config: Config): ConfigProblem[] =>
  HINTS.flatMap(([variable, ...patterns]) => {
    const value = config[variable]
    const [, hint] = patterns.find(([pattern]) => value !== undefined && pattern.test(String(value))) ?? []
    return hint ? { variable, message: `${variable} ${hint}` } : []
  })
