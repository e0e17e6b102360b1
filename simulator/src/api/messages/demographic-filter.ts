import { Type } from 'typebox'
import type { Detail } from '../../line-error.ts'
import { shared } from '../../messages/ajv.ts'
import { List, OneOf } from '../../messages/scalars.ts'
import { ENUMS } from '../../openapi/enums.ts'
import type * as messagingApi from '../../openapi/messaging-api.ts'
import { operatorDetails, operatorOf } from './operators.ts'

type Filter = messagingApi.DemographicFilter

const nested = Type.Unsafe<Filter>({ $ref: 'DemographicFilter' })
const someOf = (values: readonly string[]) => List(Type.Enum([...values]), { min: 1, max: values.length })
const between = (values: readonly string[]) => ({
  gte: Type.Optional(Type.Enum([...values])),
  lt: Type.Optional(Type.Enum([...values]))
})

const schema = OneOf(
  Type.Object({ type: Type.Literal('age'), ...between(ENUMS.AgeDemographic) }),
  Type.Object({ type: Type.Literal('appType'), oneOf: someOf(ENUMS.AppTypeDemographic) }),
  Type.Object({ type: Type.Literal('area'), oneOf: someOf(ENUMS.AreaDemographic) }),
  Type.Object({ type: Type.Literal('gender'), oneOf: someOf(ENUMS.GenderDemographic) }),
  operatorOf(nested),
  Type.Object({ type: Type.Literal('subscriptionPeriod'), ...between(ENUMS.SubscriptionPeriodDemographic) })
)

/** https://developers.line.biz/en/reference/messaging-api/#narrowcast-demographic-filter */
export const demographicFilter = Type.Unsafe<Filter>(shared('DemographicFilter', schema))

/**
 * Errors in a filter that matches the schema, from LINE's reference. LINE does not document the messages.
 *
 * @param at the filter's property in the request
 */
export const demographicDetails = (filter: Filter, at: string): Detail[] =>
  operatorDetails(filter, at, 'demographic filter', detailsIn)

function* detailsIn(filter: Filter, at: string): Generator<Detail> {
  if (filter.type === 'age') yield* rangeDetails(filter, ENUMS.AgeDemographic, at)
  if (filter.type === 'subscriptionPeriod')
    yield* rangeDetails(filter, ENUMS.SubscriptionPeriodDemographic, at)
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
