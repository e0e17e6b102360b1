import { Type } from 'typebox'
import { Text } from '../../messages/scalars.ts'
import type * as messagingApi from '../../openapi/messaging-api.ts'
import { findGathering, findUser } from '../../state/people.ts'
import { lineError, Refusal, unreadable } from '../errors.ts'
import { isChatId, isUserId } from '../ids.ts'
import type { Api } from '../operation.ts'
import { customAggregationUnits, type Sender, sending } from './send.ts'

const pushMessageRequest = Type.Object({ to: Text(1_000), ...sending, customAggregationUnits })

/** https://developers.line.biz/en/faq/#what-happens-if-i-send-a-message-to-a-nonexistent-user */
const UNREACHABLE = lineError(400, 'Failed to send messages')

/** https://developers.line.biz/en/reference/messaging-api/#send-push-message */
export function push(
  { operation, channel: { people, quoteTokens } }: Api,
  { check, refuseRepeated, send }: Sender
): void {
  operation('pushMessage', { body: pushMessageRequest }, (call): messagingApi.PushMessageResponse => {
    const { to, messages, customAggregationUnits: units } = call.body
    if (!isChatId(to)) throw new Refusal(unreadable('to'))
    check(call, messages, isUserId(to) ? 'user' : 'group', to)
    refuseRepeated(call, true)
    if (!(isUserId(to) ? findUser(people, to) : findGathering(people, to))) throw new Refusal(UNREACHABLE)
    const { messages: sentMessages } = send(call, { kind: 'push', messages, to: [to], units })
    for (const { quoteToken } of sentMessages) if (quoteToken) quoteTokens.set(quoteToken, to)
    return { sentMessages }
  })
}
