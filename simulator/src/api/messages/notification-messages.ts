import { createHash } from 'node:crypto'
import { Type } from 'typebox'
import { LIMITS } from '../../openapi/limits.ts'
import { isReachable } from '../../state/people.ts'
import { invalidProperty, lineError, Refusal } from '../errors.ts'
import type { Api } from '../operation.ts'
import { customAggregationUnits, type Sender, sending } from './send.ts'

const pnpMessagesRequest = Type.Object({ to: Type.String(), ...sending, customAggregationUnits })

const TAG = LIMITS.pushMessagesByPhone['X-Line-Delivery-Tag']
const UNREACHABLE = lineError(422, 'Failed to send messages')

/**
 * LINE notification messages: sent to a phone number, and followed by an event when they are delivered.
 *
 * @see https://developers.line.biz/en/reference/line-notification-messages/
 */
export function notificationMessages({ operation, channel }: Api, { check, send }: Sender): void {
  const { people } = channel

  operation('pushMessagesByPhone', { body: pnpMessagesRequest }, (call) => {
    const { to, messages, customAggregationUnits: units } = call.body
    if (!/^[0-9a-f]{64}$/.test(to)) {
      throw new Refusal(invalidProperty('to', 'The value must be a valid SHA-256 digest.'))
    }
    const tag = call.request.headers['x-line-delivery-tag'] as string | undefined
    if (tag !== undefined && (tag.length < TAG.min || tag.length > TAG.max)) {
      throw new Refusal(lineError(400, 'The value of the X-Line-Delivery-Tag header is invalid'))
    }
    check(call, messages, 'user')
    const user = people.users.find(({ phoneNumber }) => phoneNumber && hashOf(phoneNumber) === to)
    if (!user || !isReachable(user)) throw new Refusal(UNREACHABLE)
    send(call, { kind: 'pnp', messages, to: [user.userId], units })
    channel.deliver(channel.create({ type: 'delivery', data: tag ?? to }))
    return {}
  })
}

const hashOf = (phoneNumber: string) => createHash('sha256').update(phoneNumber).digest('hex')
