import { Type } from 'typebox'
import { isReachable } from '../../state/people.ts'
import type { Api } from '../operation.ts'
import { type Sender, sending } from './send.ts'

/** Sends to all friends. https://developers.line.biz/en/reference/messaging-api/#send-broadcast-message */
export function broadcast(
  { operation, channel: { people } }: Api,
  { check, refuseRepeated, send }: Sender
): void {
  operation('broadcast', { body: Type.Object(sending) }, (call) => {
    const { messages } = call.body
    check(call, messages, 'many')
    refuseRepeated(call)
    const to = people.users.filter(isReachable).map(({ userId }) => userId)
    send(call, { kind: 'broadcast', messages, to })
    return {}
  })
}
