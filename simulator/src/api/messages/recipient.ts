import { Type } from 'typebox'
import { shared } from '../../messages/ajv.ts'
import { OneOf } from '../../messages/scalars.ts'
import type * as messagingApi from '../../openapi/messaging-api.ts'
import { operatorOf } from './operators.ts'

/** LINE's reference requires these properties; its OpenAPI file does not. */
export type Recipient =
  | Required<messagingApi.AudienceRecipient>
  | Required<messagingApi.RedeliveryRecipient>
  | { type: 'operator'; and?: Recipient[]; or?: Recipient[]; not?: Recipient }

const nested = Type.Unsafe<Recipient>({ $ref: 'Recipient' })

/** https://developers.line.biz/en/reference/messaging-api/#narrowcast-recipient */
export const recipient = Type.Unsafe<Recipient>(
  shared(
    'Recipient',
    OneOf(
      operatorOf(nested),
      Type.Object({ type: Type.Literal('audience'), audienceGroupId: Type.Integer() }),
      Type.Object({ type: Type.Literal('redelivery'), requestId: Type.String() })
    )
  )
)
