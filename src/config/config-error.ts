import { type Config, schema, VARIABLES } from './schema.ts'

export interface ConfigProblem {
  variable: string
  /** what is wrong and how to fix it; never the value */
  message: string
}

/** Everything that is wrong with the environment. */
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
  message?: string
  params: { missingProperty?: string; format?: string }
}

/** An error of `env-schema` as a `ConfigError`; any other error as it is. */
export function asConfigError(error: unknown): unknown {
  const { errors } = error as { errors?: ValidationError[] }
  if (!errors) return error
  return new ConfigError(errors.filter(isProblem).map(problemOf).sort(inOrderOfSchema))
}

/** If neither of two alternative variables is set, that is one problem. */
const isProblem = ({ schemaPath }: ValidationError) => !schemaPath.startsWith('#/anyOf/')

function problemOf({ instancePath, keyword, message, params }: ValidationError): ConfigProblem {
  if (keyword === 'anyOf') return NO_ACCESS_TOKEN
  const variable = (params.missingProperty ?? instancePath.slice(1)) as keyof Config // the validator names a property
  const { description, type } = schema.properties[variable]
  const words = WORDS[params.format ?? ''] ?? (keyword === 'type' ? WORDS[type] : WORDS[keyword])
  const hint = keyword === 'required' ? ` ${WHERE_TO_SET}` : ''
  return { variable, message: `${variable} ${words ?? message}. ${description}.${hint}` }
}

const WHERE_TO_SET = 'In development, copy .env.example to .env and set it there.'

export const NO_ACCESS_TOKEN: ConfigProblem = {
  variable: 'LINE_CHANNEL_ACCESS_TOKEN',
  message: `Set LINE_CHANNEL_ID (recommended) or LINE_CHANNEL_ACCESS_TOKEN. LINE_CHANNEL_ID: ${schema.properties.LINE_CHANNEL_ID.description}. LINE_CHANNEL_ACCESS_TOKEN: ${schema.properties.LINE_CHANNEL_ACCESS_TOKEN.description}. ${WHERE_TO_SET}`
}

const NAMES: string[] = VARIABLES
const inOrderOfSchema = (a: ConfigProblem, b: ConfigProblem) =>
  NAMES.indexOf(a.variable) - NAMES.indexOf(b.variable)

const WORDS: Record<string, string> = {
  required: 'is not set',
  integer: 'is not a whole number',
  boolean: 'is neither true nor false',
  enum: 'is not one of the allowed values',
  pattern: 'has an invalid format',
  format: 'has an invalid format',
  'channel-secrets': 'is neither one secret nor two separated by a comma'
}
