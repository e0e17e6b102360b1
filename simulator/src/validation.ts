import { Ajv } from 'ajv'
import type { FastifySchemaCompiler, FastifySchemaValidationError } from 'fastify'
import type { Static, TSchema } from 'typebox'
import { isWebhookUrl } from './events/webhook-sender.ts'

const ajv = new Ajv({
  allErrors: true,
  useDefaults: true,
  formats: { 'webhook-url': (text: string) => text === '' || isWebhookUrl(text) },
  // TypeScript checks the schemas; compiling JSON Schema's meta-schema would delay startup.
  validateSchema: false
})

/**
 * Compiles the schema of a request. All simulators in a process share Ajv's cache, so that tests compile each schema
 * once.
 */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema }) => ajv.compile(schema)

/**
 * Returns the value if it matches the schema.
 *
 * @param what names the value in the error
 * @throws Error if the value does not match; the message names the reason
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

/** Keeps Fastify from loading its default schema compilers, which would take a quarter of the startup time. */
export const compilersFactory = { buildValidator: noCompiler, buildSerializer: noCompiler }

function noCompiler(): never {
  throw new Error('a route has a response schema: provide a serializer compiler')
}

/** Describes a validation error: the property, and the allowed values. */
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
