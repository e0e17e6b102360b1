import { Type } from 'typebox'
import type { Detail } from '../../line-error.ts'
import { shared } from '../../messages/ajv.ts'
import { List, OneOf } from '../../messages/scalars.ts'
import { ENUMS } from '../../openapi/enums.ts'
import type * as messagingApi from '../../openapi/messaging-api.ts'

type Filter = messagingApi.DemographicFilter

/** LINE's limit for the filters of a request that are no operators. */
const MAX_FILTERS = 10

const nested = Type.Unsafe<Filter>({ $ref: 'DemographicFilter' })
const someOf = (values: readonly string[]) => List(Type.Enum([...values]), { min: 1, max: values.length })
const between = (values: readonly string[]) => ({
  gte: Type.Optional(Type.Enum([...values])),
  lt: Type.Optional(Type.Enum([...values]))
})
const filters = Type.Optional(List(nested, { min: 1, max: MAX_FILTERS }))

const schema = OneOf(
  Type.Object({ type: Type.Literal('age'), ...between(ENUMS.AgeDemographic) }),
  Type.Object({ type: Type.Literal('appType'), oneOf: someOf(ENUMS.AppTypeDemographic) }),
  Type.Object({ type: Type.Literal('area'), oneOf: someOf(ENUMS.AreaDemographic) }),
  Type.Object({ type: Type.Literal('gender'), oneOf: someOf(ENUMS.GenderDemographic) }),
  Type.Object({ type: Type.Literal('operator'), and: filters, or: filters, not: Type.Optional(nested) }),
  Type.Object({ type: Type.Literal('subscriptionPeriod'), ...between(ENUMS.SubscriptionPeriodDemographic) })
)

/** https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter */
export const demographicFilter = Type.Unsafe<Filter>(shared('DemographicFilter', schema))

/**
 * What the reference forbids in a filter of the right form. LINE's words are not documented.
 *
 * @param at the filter's property in the request
 */
export function demographicDetails(filter: Filter, at: string): Detail[] {
  const details = [...detailsIn(filter, at)]
  if (countOf(filter) > MAX_FILTERS) {
    details.push({
      message: `Must not have more than ${MAX_FILTERS} demographic filter objects`,
      property: at
    })
  }
  return details
}

function* detailsIn(filter: Filter, at: string): Generator<Detail> {
  if (filter.type === 'age') yield* rangeDetails(filter, ENUMS.AgeDemographic, at)
  if (filter.type === 'subscriptionPeriod')
    yield* rangeDetails(filter, ENUMS.SubscriptionPeriodDemographic, at)
  if (filter.type !== 'operator') return
  const { and, or, not } = filter
  if ([and, or, not].filter((operand) => operand !== undefined).length !== 1)
    yield { message: 'Must have one of the properties: [and, or, not]', property: at }
  for (const [name, operands] of Object.entries({ and, or })) {
    for (const [index, one] of (operands ?? []).entries()) yield* detailsIn(one, `${at}.${name}[${index}]`)
  }
  if (not) yield* detailsIn(not, `${at}.not`)
}

function* rangeDetails(
  { gte, lt }: { gte?: string; lt?: string },
  values: readonly string[],
  at: string
): Generator<Detail> {
  if (gte === undefined && lt === undefined)
    yield { message: 'Must have at least one of the properties: [gte, lt]', property: at }
  if (gte !== undefined && lt !== undefined && values.indexOf(gte) >= values.indexOf(lt))
    yield { message: 'Must be smaller than lt', property: `${at}.gte` }
}

function countOf(filter: Filter): number {
  if (filter.type !== 'operator') return 1
  const { and = [], or = [], not } = filter
  return [...and, ...or, ...(not ? [not] : [])].reduce((sum, one) => sum + countOf(one), 0)
}
