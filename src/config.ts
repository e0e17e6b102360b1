import fastifyEnv from '@fastify/env'
import fp from 'fastify-plugin'
import type { FromSchema } from 'json-schema-to-ts'

/** The environment: names, types, defaults. The one place where they stand; README, app.json and .env.example are held to it. */
export const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['LINE_CHANNEL_SECRET'],
  anyOf: [{ required: ['LINE_CHANNEL_ACCESS_TOKEN'] }, { required: ['LINE_CHANNEL_ID'] }],
  properties: {
    LINE_CHANNEL_SECRET: {
      type: 'string',
      description:
        'Signs the webhooks. LINE Developers Console > your channel > Basic settings > Channel secret'
    },
    LINE_CHANNEL_ID: {
      type: 'string',
      pattern: '^\\d+$',
      description:
        'Issues, with the secret, access tokens for 15 minutes each; digits. LINE Developers Console > your channel > Basic settings > Channel ID'
    },
    LINE_CHANNEL_ACCESS_TOKEN: {
      type: 'string',
      pattern: '^[!-~]+$',
      description:
        'A long-lived token that authorizes the replies, in place of LINE_CHANNEL_ID; one line without spaces. LINE Developers Console > your channel > Messaging API > Channel access token (long-lived)'
    },
    DEFAULT_REPLY_TEXT: {
      type: 'string',
      maxLength: 5000,
      description:
        'The reply to everything that is not text, at most 5,000 characters. Unset: such events are ignored'
    },
    GROUP_REPLIES: {
      type: 'string',
      enum: ['all', 'mention', 'off'],
      default: 'all',
      description:
        'When the bot answers in groups: all (everything), mention (text that mentions the bot) or off (nothing)'
    },
    LOADING_ANIMATION: {
      type: 'boolean',
      default: false,
      description:
        'Whether LINE shows its loading animation when an answer takes longer than a second: true or false'
    },
    PORT: {
      type: 'integer',
      minimum: 0,
      maximum: 65535,
      default: 8000,
      description: 'The port to listen on, a whole number up to 65535'
    },
    HOST: {
      type: 'string',
      default: '::',
      description: 'The address to listen on. The default is every address, IPv6 and IPv4'
    },
    LOG_LEVEL: {
      type: 'string',
      enum: ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      default: 'info',
      description: 'From which level on the log is written: trace, debug, info, warn, error, fatal or silent'
    },
    REDIS_URL: {
      type: 'string',
      format: 'redis-url',
      description:
        'Where events are stored, redis://host:port or rediss://user:password@host:port/database (a number), what is special in them written as in URLs, so that several processes can share the work. Unset: they are handled at once, by one process'
    },
    REDIS_TLS_REJECT_UNAUTHORIZED: {
      type: 'boolean',
      default: true,
      description:
        'With rediss://, whether the certificate must be one that can be verified: true or false. Heroku Key-Value Store needs false'
    },
    WORKER_CONCURRENCY: {
      type: 'integer',
      minimum: 1,
      maximum: 256,
      default: 200,
      description: 'With Redis, how many events each process handles at once, a whole number up to 256'
    },
    EVENTS_PER_SECOND: {
      type: 'integer',
      minimum: 1,
      maximum: 2000,
      default: 2000,
      description:
        'With Redis, how many events all processes together handle in a second, a whole number up to 2000: more replies LINE does not take'
    },
    LINE_API_BASE_URL: {
      type: 'string',
      format: 'base-url',
      default: 'https://api.line.me',
      description:
        'Where the Messaging API is, https://host or http://host:port; only for another LINE Platform, like a simulator'
    }
  }
} as const

export type Config = FromSchema<typeof schema>

declare module 'fastify' {
  interface FastifyInstance {
    config: Config
  }
}

export interface Problem {
  variable: string
  /** what is wrong and how to mend it; never the value */
  message: string
}

/** Everything that is wrong with the environment. */
export class ConfigError extends Error {
  readonly problems: Problem[]

  constructor(problems: Problem[]) {
    super(problems.map(({ message }) => message).join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

export interface ConfigOptions {
  /** usually `process.env` */
  environment: NodeJS.ProcessEnv
}

/**
 * Reads the environment into `app.config`, trimmed; a blank variable is an unset one. Logs a hint for what is
 * allowed but looks like a mix-up.
 *
 * @throws ConfigError with all its problems
 */
export const config = fp<ConfigOptions>(async (app, { environment }) => {
  const data = trimmed(environment)
  try {
    await app.register(fastifyEnv, {
      schema,
      data,
      env: false,
      dotenv: false,
      ajv: {
        customOptions: {
          // @ts-expect-error its types know only of a function that changes a validator which has compiled more already
          formats: { 'base-url': isBaseUrl, 'redis-url': isRedisUrl },
          keywords: [],
          validateSchema: false // a test does, once
        }
      }
    })
  } catch (error) {
    const { errors } = error as { errors?: AjvError[] }
    if (!errors) throw error
    throw new ConfigError(errors.filter(isProblem).map(problemOf).sort(inOrderOfSchema))
  }
  for (const hint of hintsOn(app.config)) app.log.warn({ variable: hint.variable }, hint.message)
})

/** In development, `.env` adds what the environment does not have. */
export function loadDotEnv(): void {
  if (process.env.NODE_ENV === 'production') return
  try {
    process.loadEnvFile()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}

function trimmed(environment: NodeJS.ProcessEnv): Record<string, string> {
  const data: Record<string, string> = {}
  for (const name of NAMES) {
    const value = environment[name]?.trim()
    if (value) data[name] = value
  }
  return data
}

/** What `@fastify/env`'s validator says of one value. */
interface AjvError {
  instancePath: string
  schemaPath: string
  keyword: string
  message?: string
  params: { missingProperty?: string }
}

/** Of two variables that can stand for each other, it is one problem that neither is set. */
const isProblem = ({ schemaPath }: AjvError) => !schemaPath.startsWith('#/anyOf/')

function problemOf({ instancePath, keyword, message, params }: AjvError): Problem {
  if (keyword === 'anyOf') return NO_ACCESS_TOKEN
  const variable = (params.missingProperty ?? instancePath.slice(1)) as keyof Config
  const { description, type } = schema.properties[variable]
  const words = keyword === 'type' ? WORDS[type] : WORDS[keyword]
  return { variable, message: `${variable} ${words ?? message}. ${description}.` }
}

const NO_ACCESS_TOKEN: Problem = {
  variable: 'LINE_CHANNEL_ACCESS_TOKEN',
  message: `LINE_CHANNEL_ACCESS_TOKEN is not set, nor is LINE_CHANNEL_ID: set one of them, best LINE_CHANNEL_ID. ${schema.properties.LINE_CHANNEL_ID.description}. Or LINE_CHANNEL_ACCESS_TOKEN: ${schema.properties.LINE_CHANNEL_ACCESS_TOKEN.description}.`
}
const NAMES = Object.keys(schema.properties)
const inOrderOfSchema = (a: Problem, b: Problem) => NAMES.indexOf(a.variable) - NAMES.indexOf(b.variable)

const WORDS: Record<string, string> = {
  required: 'is not set',
  integer: 'is not a whole number',
  boolean: 'is neither true nor false',
  enum: 'is none of the allowed values',
  pattern: 'has not the form that it must have',
  format: 'has not the form that it must have'
}

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text)
  return (
    url !== null &&
    /^https?:$/.test(url.protocol) &&
    !url.username &&
    !url.password &&
    !url.search &&
    !url.hash
  )
}

function isRedisUrl(text: string): boolean {
  const url = URL.parse(text)
  if (!url || !/^rediss?:\/\/[^/]/.test(text) || !/^\/?\d*$/.test(url.pathname)) return false
  try {
    decodeURIComponent(url.username + url.password)
    return true
  } catch {
    return false
  }
}

/** Values that are allowed, but look as if they belonged elsewhere. */
export function hintsOn({
  LINE_CHANNEL_SECRET: secret,
  LINE_CHANNEL_ID: id,
  LINE_CHANNEL_ACCESS_TOKEN: token
}: Config): Problem[] {
  const hints: Problem[] = []
  const hint = (variable: keyof Config, message: string) =>
    hints.push({ variable, message: `${variable} ${message}` })

  if (QUOTED.test(secret)) hint('LINE_CHANNEL_SECRET', 'starts and ends with a quote: leave the quotes out')
  else if (CHANNEL_ID.test(secret))
    hint('LINE_CHANNEL_SECRET', 'looks like a Channel ID: the Channel secret stands below it')
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
