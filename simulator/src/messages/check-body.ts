import type { Ajv, ValidateFunction } from 'ajv'
import type { Static, TSchema } from 'typebox'
import { invalid, type LineError } from '../line-error.ts'
import { type FormRules, strict } from './ajv.ts'
import { type Fault, inLinesWords, type Words } from './line-words.ts'
import { dotted } from './paths.ts'
import { wrongType } from './wrong-type.ts'

/** A valid request body, or LINE's error response. */
export type Checked<Body> = { body: Body } | { refusal: LineError }

/**
 * Validates request bodies against a schema, with LINE's errors. A property that is null counts as missing.
 *
 * @param words LINE's wording for this operation: `request` (`May not be empty`) or `content` (`must be specified`,
 *   for rich menus)
 */
export function createBodyCheck<Schema extends TSchema>(schema: Schema, words: Words = 'request') {
  const faultsOf = compile(schema, () => words)
  return function check(json: unknown, source: string, rules: FormRules): Checked<Static<Schema>> {
    const body = withoutNulls(json)
    const faults = faultsOf(body, rules)
    const mistyped = faults.find(({ isWrongType }) => isWrongType)
    if (mistyped) return { refusal: wrongType(mistyped.at, mistyped.message, source) }
    if (faults.length === 0) return { body: body as Static<Schema> }
    return { refusal: invalid(faults.map(({ at, message }) => ({ message, property: dotted(at) }))) }
  }
}

/**
 * Compiles a schema on first use, so that it does not delay startup. Returns a function that lists all errors in a
 * value, in LINE's words.
 */
export function compile(
  schema: TSchema,
  wordsAt: (pointer: string) => Words,
  ajv: Ajv = strict
): (value: unknown, rules: FormRules) => (Fault & { words: Words })[] {
  let isValid: ValidateFunction | undefined
  return (value, rules) => {
    isValid ??= ajv.compile(schema)
    if (isValid.call(rules, value)) return []
    // An error of `if` only repeats that its `then` failed.
    const errors = (isValid.errors ?? []).filter(({ keyword }) => keyword !== 'if')
    return errors.map((error) => {
      const words = wordsAt(error.instancePath)
      return { words, ...inLinesWords(error, words) }
    })
  }
}

/** A copy without null properties, which LINE treats as missing. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === null ? [] : [[name, withoutNulls(member)]]))
  )
}
