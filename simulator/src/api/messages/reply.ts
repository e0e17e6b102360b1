import { Type } from 'typebox'
import { checkMessages } from '../../messages/check-messages.ts'
import { Text } from '../../messages/scalars.ts'
import type * as messagingApi from '../../openapi/messaging-api.ts'
import { sentMessages } from '../../state/outbox.ts'
import { lineError, Refusal } from '../errors.ts'
import type { Api } from '../operation.ts'
import { checkReferences } from './references.ts'
import { sending } from './send.ts'

const INVALID_REPLY_TOKEN = lineError(400, 'Invalid reply token')
const RETRY_KEY = lineError(400, 'The X-Line-Retry-Key header is not supported by this endpoint')

const replyMessageRequest = Type.Object({ replyToken: Text(1_000), ...sending })

/** https://developers.line.biz/en/reference/messaging-api/#send-reply-message */
export function reply({ operation, channel }: Api): void {
  const { tokens, quoteTokens, settings, outbox, ids } = channel

  operation(
    'replyMessage',
    { body: replyMessageRequest },
    ({ body, request }): messagingApi.ReplyMessageResponse => {
      if ('x-line-retry-key' in request.headers) throw new Refusal(RETRY_KEY)
      const token = tokens.get(body.replyToken)
      const refusal =
        checkMessages(body.messages, {
          rules: settings,
          recipient: token?.chatType === 'user' ? 'user' : 'group',
          source: String(request.body)
        }) ??
        (token && checkReferences(body.messages, channel, token.chat))
      if (refusal && !settings.badMessageUsesToken) throw new Refusal(refusal)
      if (!token || !tokens.isGood(body.replyToken)) throw new Refusal(refusal ?? INVALID_REPLY_TOKEN)
      token.messages = refusal ? [] : (body.messages as unknown[])
      if (refusal) throw new Refusal(refusal)
      const { chat, webhookEventId, messages } = token
      request.noted = { chat, chats: [chat], webhookEventId, messages }
      outbox.count('reply', 1)
      const sent = sentMessages(messages, ids)
      token.sentIds = sent.map(({ id }) => id)
      for (const { quoteToken } of sent) if (quoteToken) quoteTokens.set(quoteToken, chat)
      return { sentMessages: sent }
    }
  )
}
