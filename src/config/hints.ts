import type { ConfigProblem } from './config-error.ts'
import type { Config } from './schema.ts'

/** Values that are allowed, but look as if they belong to another variable. */
export function hintsOn({
  LINE_CHANNEL_SECRET: secret,
  LINE_CHANNEL_ID: id,
  LINE_CHANNEL_ACCESS_TOKEN: token
}: Config): ConfigProblem[] {
  const hints: ConfigProblem[] = []
  const hint = (variable: keyof Config, message: string) =>
    hints.push({ variable, message: `${variable} ${message}` })

  if (QUOTED.test(secret)) hint('LINE_CHANNEL_SECRET', 'starts and ends with a quote: leave the quotes out')
  else if (CHANNEL_ID.test(secret))
    hint('LINE_CHANNEL_SECRET', 'looks like a Channel ID: the Channel secret is below it')
  else if (secret.length > 100)
    hint(
      'LINE_CHANNEL_SECRET',
      'looks like a channel access token: the Channel secret is on the tab Basic settings'
    )
  else if (!CHANNEL_SECRET.test(secret))
    hint('LINE_CHANNEL_SECRET', 'is not 32 hexadecimal digits, as LINE issues them')

  if (id && !CHANNEL_ID.test(id)) hint('LINE_CHANNEL_ID', 'is not ten digits, as LINE issues them')

  if (!token) return hints
  if (QUOTED.test(token))
    hint('LINE_CHANNEL_ACCESS_TOKEN', 'starts and ends with a quote: leave the quotes out')
  else if (CHANNEL_SECRET.test(token))
    hint('LINE_CHANNEL_ACCESS_TOKEN', 'looks like a Channel secret: the token is on the tab Messaging API')
  else if (CHANNEL_ID.test(token))
    hint('LINE_CHANNEL_ACCESS_TOKEN', 'looks like a Channel ID: the token is on the tab Messaging API')
  return hints
}

const QUOTED = /^(["'`]).*\1$/
const CHANNEL_ID = /^\d{10}$/
const CHANNEL_SECRET = /^[0-9a-f]{32}$/i
