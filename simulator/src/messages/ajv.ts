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
  inlineRefs: false, // would compile a shared schema at each reference
  strictTypes: false,
  validateFormats: false,
  passContext: true, // passes the settings to the keywords
  // TypeScript and the tests check the schemas; compiling JSON Schema's meta-schema would delay startup.
  validateSchema: false
}

/** The JSON Schema validator, with keywords for limits of LINE that JSON Schema cannot express. */
export const strict = new Ajv(options)

/** The same, but it accepts a number for a string and the reverse, and converts them in place. */
export const converting = new Ajv({ ...options, coerceTypes: true })

type Problem = string | { code: string; at: string }

/** The settings that affect validation against a schema. */
export type FormRules = Pick<UnknownRules, 'textLength' | 'acceptOtherImagemapWidths'>

/** Adds a keyword. Its errors have a `code`, which `line-words.ts` converts to LINE's messages. */
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

/** The names of shared schemas, each after those that it refers to. */
export const sharedNames: string[] = []

/** Registers a schema that is used in many places, or in itself, so that it is compiled once. Returns a reference. */
export function shared<Schema extends TSchema>(name: string, schema: Schema) {
  sharedNames.push(name)
  for (const ajv of [strict, converting]) ajv.addSchema(schema, name)
  return Type.Unsafe<Static<Schema>>({ $ref: name })
}
