import { Ajv, type SchemaValidateFunction } from 'ajv'
import { type Static, type TSchema, Type } from 'typebox'
import { type CharactersRule, charactersProblems } from './characters.ts'
import { dateTimeProblems } from './date-times.ts'
import { measureProblems, ratioProblems } from './measures.ts'
import type { UnknownRules } from './unknown-rules.ts'
import { uriProblems } from './uri.ts'

const options = {
  allErrors: true,
  verbose: true,
  messages: false,
  discriminator: true,
  inlineRefs: false, // a schema that stands in many places would be compiled in each of them
  strictTypes: false,
  validateFormats: false,
  passContext: true, // the settings, for the keywords that depend on one
  // The compiler and the tests check the schemas; JSON Schema's own schema takes a while to compile.
  validateSchema: false
}

/** The JSON Schema validator, with keywords for what LINE limits and JSON Schema cannot say. */
export const strict = new Ajv(options)

/** The same, but it takes a number for a text and the other way round, and changes the value that it looks at. */
export const converting = new Ajv({ ...options, coerceTypes: true })

type Problem = string | { code: string; at: string }

/** The settings that the form of a message or request depends on. */
export type FormRules = Pick<UnknownRules, 'textLength' | 'acceptOtherImagemapWidths'>

/** A keyword whose problems become errors with a `code`, which `line-words.ts` puts into LINE's words. */
function addKeyword<Rule, Data>(
  keyword: string,
  type: 'string' | 'number' | 'object',
  problemsOf: (rule: Rule, data: Data, rules: FormRules) => Problem[]
): void {
  const validate: SchemaValidateFunction = function (
    this: unknown,
    rule: Rule,
    data: Data,
    _schema,
    context
  ) {
    const problems = problemsOf(rule, data, this as FormRules).map((one) =>
      typeof one === 'string' ? { code: one, at: '' } : one
    )
    validate.errors = problems.map(({ code, at }) => ({
      keyword,
      instancePath: `${context?.instancePath ?? ''}${at}`,
      params: { code }
    }))
    return problems.length === 0
  }
  for (const ajv of [strict, converting]) ajv.addKeyword({ keyword, type, errors: true, validate })
}

addKeyword('characters', 'string', (rule: CharactersRule, text: string, { textLength }) =>
  charactersProblems(rule, text, textLength)
)
addKeyword('documentedWidths', 'number', (widths: number[], width: number, { acceptOtherImagemapWidths }) =>
  acceptOtherImagemapWidths || widths.includes(width) ? [] : ['enum']
)
addKeyword('uri', 'string', uriProblems)
addKeyword('measure', 'string', measureProblems)
addKeyword('ratio', 'string', (_rule: true, value: string) => ratioProblems(value))
addKeyword('dateTimes', 'object', (_rule: true, action: Record<string, unknown>) => dateTimeProblems(action))

/** The names of the schemas that others refer to; those that they refer to themselves come first. */
export const sharedNames: string[] = []

/** A schema that stands in many places, or in itself: it is compiled once, and the others refer to it by its name. */
export function shared<Schema extends TSchema>(name: string, schema: Schema) {
  sharedNames.push(name)
  for (const ajv of [strict, converting]) ajv.addSchema(schema, name)
  return Type.Unsafe<Static<Schema>>({ $ref: name })
}
