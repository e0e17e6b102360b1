import type { Ajv, ValidateFunction } from 'ajv'
import type { Static, TSchema } from 'typebox'
import { invalid, type LineError } from '../line-error.ts'
import { type FormRules, strict } from './ajv.ts'
import { type Fault, inLinesWords, type Words } from './line-words.ts'
import { dotted } from './paths.ts'
import { wrongType } from './wrong-type.ts'

/** A request body that has the form of its schema, or LINE's answer to it. */
export type Checked<Body> = { body: Body } | { refusal: LineError }

/**
 * Checks request bodies against a schema, and answers as LINE does. Null stands for a property that is not there.
 *
 * @param words how LINE words the errors of this operation: `request` (`May not be empty`) or `content`
 *   (`must be specified`: rich menus)
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
 * Compiles a schema, once, when it is needed first: a start waits for none of them. What it returns gives everything
 * that is wrong with a value, in LINE's words.
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
    // `if` only says that the `then` beside it failed.
    const errors = (isValid.errors ?? []).filter(({ keyword }) => keyword !== 'if')
    return errors.map((error) => {
      const words = wordsAt(error.instancePath)
      return { words, ...inLinesWords(error, words) }
    })
  }
}

/** A copy without the properties that are null, which LINE takes for missing. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => (member === null ? [] : [[name, withoutNulls(member)]]))
  )
}
