import type { ErrorObject } from 'ajv'
import type { CharactersRule } from './characters.ts'
import { escaped } from './paths.ts'

/**
 * LINE has three wordings for errors: for the properties of a request, for templates and actions, and for Flex
 * Messages. The messages are LINE's where they are documented or have been observed; the others imitate them.
 */
export type Words = 'request' | 'content' | 'flex'

/** LINE's form of a validation error; `at` is a JSON pointer relative to the validated object. */
export interface Fault {
  at: string
  message: string
  /** the JSON type is wrong, for which LINE reports line and column */
  isWrongType?: boolean
}

type Wording = (error: ErrorObject<string, Record<string, unknown>>) => string

const isRequired: Record<Words, string> = {
  request: 'May not be empty',
  content: 'must be specified',
  flex: 'must be specified'
}

const quoted = (value: unknown): string => `[${(value as unknown[]).join(', ')}]`

/** LINE's message depends on the unit: grapheme clusters or UTF-16 code units. */
const tooLong = ({ min = 0, max, graphemes }: Partial<CharactersRule>) =>
  graphemes ? `must not be longer than ${max} characters` : `size must be between ${min} and ${max}`

const CONTENT: Record<string, Wording> = {
  minItems: ({ schema }) => `must not be less than ${schema} items`,
  maxItems: ({ schema }) => `must not be more than ${schema} items`,
  not: () => '`displayText` and `text` cannot both be specified',
  empty: () => 'must be non-empty text',
  uri: () => 'invalid uri',
  scheme: () => 'invalid uri scheme',
  format: () => 'invalid datetime format for the specified mode',
  order: () => 'invalid date time order'
}

const REST = 'rest'

export const UNKNOWN_FIELD = 'unknown field'

/** LINE's messages by keyword; errors of custom keywords have a code instead. */
const WORDS: Record<Words, Record<string, Wording>> = {
  request: {
    enum: ({ schema }) => `Must be one of the following values: ${quoted(schema)}`,
    const: ({ schema }) => `Must be one of the following values: [${schema}]`,
    minItems: ({ parentSchema: list }) => `Size must be between ${list?.minItems} and ${list?.maxItems}`,
    maxItems: ({ parentSchema: list }) => `Size must be between ${list?.minItems} and ${list?.maxItems}`,
    maxProperties: ({ schema }) => `Size must be between 0 and ${schema}`,
    minimum: ({ parentSchema: number }) => range(number?.minimum, number?.maximum),
    maximum: ({ parentSchema: number }) => range(number?.minimum, number?.maximum),
    empty: () => 'May not be empty',
    long: ({ schema }) => `Length must be between 0 and ${(schema as CharactersRule).max}`,
    uri: () => 'invalid uri',
    scheme: () => 'invalid uri scheme',
    [REST]: () => 'Has an invalid format'
  },
  content: {
    ...CONTENT,
    enum: ({ schema }) => `must be one of the following values: ${quoted(schema)}`,
    long: ({ schema }) => tooLong(schema as CharactersRule),
    [REST]: () => 'invalid property'
  },
  flex: {
    ...CONTENT,
    minimum: ({ schema }) => `must be greater than or equal to ${schema}`,
    unit: () => 'invalid unit',
    low: () => 'lower limit exceeded',
    high: () => 'upper limit exceeded',
    ratio: () => 'aspect ratio must be in the range (0 < (h/w) <= 3)',
    [REST]: () => 'invalid property'
  }
}

/** Converts a validation error to LINE's message. */
export function inLinesWords(error: ErrorObject<string, Record<string, unknown>>, words: Words): Fault {
  const { keyword, instancePath: at, params } = error
  if (keyword === 'required') {
    const name = String(params.missingProperty)
    const isLabel = words === 'flex' && name === 'label'
    return { at: `${at}/${name}`, message: isLabel ? '`label` must be specified' : isRequired[words] }
  }
  if (keyword === 'discriminator') return unknownType(error, words)
  if (keyword === 'additionalProperties') {
    return { at: `${at}/${escaped(String(params.additionalProperty))}`, message: UNKNOWN_FIELD }
  }
  if (keyword === 'type' && words !== 'flex') {
    return { at, message: `Must be ${nameOf(params.type)}`, isWrongType: true }
  }
  const wording = WORDS[words][String(params.code ?? keyword)] ?? WORDS[words][REST]
  return { at, message: wording?.(error) ?? '' }
}

function unknownType(
  { instancePath: at, params, parentSchema }: ErrorObject<string, Record<string, unknown>>,
  words: Words
): Fault {
  const type = `${at}/type`
  if (words === 'flex') return { at, message: 'invalid property' } // LINE reports the component, not its type
  if (params.tagValue === undefined) return { at: type, message: isRequired[words] }
  const known = parentSchema?.oneOf as { properties: { type: { const: string } } }[]
  const types = known.map((one) => one.properties.type.const)
  return {
    at: type,
    message: `${words === 'request' ? 'Must' : 'must'} be one of the following values: ${quoted(types)}`
  }
}

const range = (min: unknown, max: unknown) =>
  max === undefined || max === 2 ** 31 - 1
    ? `Must be greater than or equal to ${min}`
    : `Must be between ${min} and ${max}`

const nameOf = (type: unknown) => (/^[aeiou]/.test(String(type)) ? `an ${type}` : `a ${type}`)
