import { type TSchema, Type } from 'typebox'
import type { Detail } from '../../line-error.ts'
import { List } from '../../messages/scalars.ts'

/** LINE's limit for the objects in a request that are not operators, and therefore for an operator's operands. */
const MAX_OPERANDS = 10

/** Combines recipients or demographic filters of a narrowcast. */
interface Operator<One> {
  type: 'operator'
  and?: One[]
  or?: One[]
  not?: One
}

/** The schema of an operator. */
export function operatorOf<Operand extends TSchema>(operand: Operand) {
  const operands = Type.Optional(List(operand, { min: 1, max: MAX_OPERANDS }))
  return Type.Object({
    type: Type.Literal('operator'),
    and: operands,
    or: operands,
    not: Type.Optional(operand)
  })
}

/**
 * Errors in operators and operands that match the schema, from LINE's reference. LINE does not document the messages.
 *
 * @param at the property in the request
 * @param what names the objects in the error
 * @param detailsOf returns the errors in an operand
 */
export function operatorDetails<One extends { type: string }>(
  root: One | Operator<One>,
  at: string,
  what: string,
  detailsOf: (one: One, at: string) => Iterable<Detail> = () => []
): Detail[] {
  let count = 0
  const details = [...walk(root, at)]
  if (count <= MAX_OPERANDS) return details
  return [...details, { message: `Must not have more than ${MAX_OPERANDS} ${what} objects`, property: at }]

  function* walk(one: One | Operator<One>, at: string): Generator<Detail> {
    if (!isOperator(one)) {
      count++
      yield* detailsOf(one, at)
      return
    }
    const { and, or, not } = one
    if ([and, or, not].filter((operand) => operand !== undefined).length !== 1)
      yield { message: 'Must have one of the properties: [and, or, not]', property: at }
    for (const [name, operands] of Object.entries({ and, or })) {
      for (const [index, operand] of (operands ?? []).entries())
        yield* walk(operand, `${at}.${name}[${index}]`)
    }
    if (not) yield* walk(not, `${at}.not`)
  }
}

const isOperator = <One extends { type: string }>(one: One | Operator<One>): one is Operator<One> =>
  one.type === 'operator'
