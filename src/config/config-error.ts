import { CHANNEL_ID, CHANNEL_SECRET } from './formats.ts'
import { type Config, schema, VARIABLES } from './schema.ts'

export interface ConfigProblem {
  variable: string
  /** what is wrong and how to fix it; never a secret */
  message: string
}

/** Contains every problem of the environment, so that all can be fixed at once. */
export class ConfigError extends Error {
  readonly problems: ConfigProblem[]

  constructor(problems: ConfigProblem[]) {
    super(problems.map(({ message }) => message).join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** One error of `env-schema`'s validator. */
interface ValidationError {
  instancePath: string
  schemaPath: string
  keyword: string
  params: { missingProperty?: string }
}

type Values = Record<string, string>

/** Converts an error of `env-schema` to a `ConfigError`; returns any other error unchanged. */
export function asConfigError(error: unknown, values: Values): unknown {
  const { errors } = error as { errors?: ValidationError[] }
  if (!errors) return error
  const problems = errors.filter(isProblem).map((error) => problemOf(error, values))
  return new ConfigError(problems.sort(inOrderOfSchema))
}

/** Ignores the error of each alternative in `anyOf`, because `anyOf` itself reports one for all. */
const isProblem = ({ schemaPath }: ValidationError) => !schemaPath.startsWith('#/anyOf/')

function problemOf({ instancePath, keyword, params }: ValidationError, values: Values): ConfigProblem {
  if (keyword === 'anyOf') return NO_ACCESS_TOKEN
  const variable = (params.missingProperty ?? instancePath.slice(1)) as keyof Config // the validator reports a name of the schema
  const { description, title } = schema.properties[variable]
  const message =
    keyword === 'required'
      ? `${variable} is not set. ${description}. ${WHERE_TO_SET}`
      : (mixUpIn(variable, values) ?? `${variable} ${shown(variable, values)}. It takes ${title}`)
  return { variable, message }
}

/** Detects swapped id and secret, or a secret in place of the id. */
function mixUpIn(variable: keyof Config, values: Values): string | undefined {
  const { LINE_CHANNEL_ID: id = '', LINE_CHANNEL_SECRET: secret = '' } = values
  if (variable !== 'LINE_CHANNEL_ID' || !CHANNEL_SECRET.test(id)) return
  if (CHANNEL_ID.test(secret))
    return 'LINE_CHANNEL_ID and LINE_CHANNEL_SECRET have each other’s value: swap them'
  return 'LINE_CHANNEL_ID looks like a Channel secret: the Channel ID is above it, ten digits'
}

/** Quotes the value, unless it is a secret or looks like one. */
function shown(variable: keyof Config, values: Values): string {
  const value = values[variable] ?? ''
  const mayBeSecret = SECRETS.includes(variable) || value.length >= 32 || value.includes('@')
  return mayBeSecret ? 'has a value that is not allowed' : `is ${JSON.stringify(value)}`
}

const SECRETS: (keyof Config)[] = ['LINE_CHANNEL_SECRET', 'LINE_CHANNEL_ACCESS_TOKEN', 'REDIS_URL']

const WHERE_TO_SET = 'In development, copy .env.example to .env and set it there.'

export const NO_ACCESS_TOKEN: ConfigProblem = {
  variable: 'LINE_CHANNEL_ACCESS_TOKEN',
  message: `Set LINE_CHANNEL_ID (recommended) or LINE_CHANNEL_ACCESS_TOKEN. LINE_CHANNEL_ID: ${schema.properties.LINE_CHANNEL_ID.description}. LINE_CHANNEL_ACCESS_TOKEN: ${schema.properties.LINE_CHANNEL_ACCESS_TOKEN.description}. ${WHERE_TO_SET}`
}

const NAMES: string[] = VARIABLES
const inOrderOfSchema = (a: ConfigProblem, b: ConfigProblem) =>
  NAMES.indexOf(a.variable) - NAMES.indexOf(b.variable)
