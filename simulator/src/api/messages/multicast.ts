import { Type } from 'typebox'
import { List } from '../../messages/scalars.ts'
import { LIMITS } from '../../openapi/limits.ts'
import { invalidProperty, Refusal } from '../errors.ts'
import { isUserId } from '../ids.ts'
import type { Api } from '../operation.ts'
import { customAggregationUnits, type Sender, sending } from './send.ts'

const multicastRequest = Type.Object({
  to: List(Type.String(), LIMITS.MulticastRequest.to),
  ...sending,
  customAggregationUnits
})

/** Sends to users, not to groups. https://developers.line.biz/en/reference/messaging-api/#send-multicast-message */
export function multicast({ operation }: Api, { check, refuseRepeated, send }: Sender): void {
  operation('multicast', { body: multicastRequest }, (call) => {
    const { to, messages, customAggregationUnits: units } = call.body
    const wrong = to.findIndex((id) => !isUserId(id))
    if (wrong >= 0) throw new Refusal(invalidProperty(`to[${wrong}]`, 'Must be the ID of a user'))
    check(call, messages, 'many')
    refuseRepeated(call)
    send(call, { kind: 'multicast', messages, to, units })
    return {}
  })
}
