import { Ajv } from 'ajv'
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { isWebhookUrl } from './events/webhook-sender.ts'

const ajv = new Ajv({
  allErrors: true,
  useDefaults: true,
  formats: { 'webhook-url': (text: string) => text === '' || isWebhookUrl(text) },
  // The compiler checks the schemas; JSON Schema's own schema takes a while to compile.
  validateSchema: false
})

/**
 * Compiles the schema of a request. Ajv keeps what it has compiled: of many simulators in one process, as in tests, only
 * the first one takes the time.
 */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema }) => ajv.compile(schema)

/**
 * A value that has the form of a schema.
 *
 * @param what it is, for the error
 * @throws Error that says what is wrong with it
 */
export function checked<Schema extends TSchema>(
  schema: Schema,
  value: unknown,
  what: string
): Static<Schema> {
  const isValid = ajv.compile(schema)
  if (isValid(value)) return value as Static<Schema>
  const { message } = schemaErrorFormatter((isValid.errors ?? []) as FastifySchemaValidationError[])
  throw new Error(`${what}: ${message}`)
}

/** What Fastify loads for schemas unless it is told not to takes a quarter of the start. */
export const compilersFactory = { buildValidator: noCompiler, buildSerializer: noCompiler }

function noCompiler(): never {
  throw new Error('a route has a schema of its answer: give Fastify a serializer compiler')
}

/** Says what is wrong with a request so that it can be fixed: which property, and what is allowed. */
export function schemaErrorFormatter(errors: FastifySchemaValidationError[]): Error {
  const problems = errors.map(({ instancePath, message, params }) => {
    const { additionalProperty, allowedValues } = params as {
      additionalProperty?: string
      allowedValues?: string[]
    }
    const where = [instancePath.slice(1).replaceAll('/', '.'), additionalProperty].filter(Boolean).join('.')
    if (additionalProperty) return `${where} is unknown`
    return `${where || 'it'} ${message}${allowedValues ? `: ${allowedValues.join(', ')}` : ''}`
  })
  return new Error(problems.join('; '))
}
