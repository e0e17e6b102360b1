import { Type } from 'typebox'
import { checkMessages } from '../../messages/check-messages.ts'
import { Refusal } from '../errors.ts'
import type { Api } from '../operation.ts'

/**
 * Validates messages without sending them.
 * https://developers.line.biz/en/reference/messaging-api/#validate-message-objects-of-reply-message
 */
export function validation({ operation, channel: { settings } }: Api): void {
  for (const [id, recipient] of [
    ['validateReply', undefined],
    ['validatePush', undefined],
    ['validateMulticast', 'many'],
    ['validateNarrowcast', 'many'],
    ['validateBroadcast', 'many']
  ] as const) {
    const body = Type.Object({ messages: Type.Optional(Type.Unknown()) })
    operation(id, { body }, ({ body: { messages }, request }) => {
      const refusal = checkMessages(messages, {
        rules: settings,
        ...(recipient && { recipient }),
        source: String(request.body)
      })
      if (refusal) throw new Refusal(refusal)
      return {}
    })
  }
}
