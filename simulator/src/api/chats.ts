import { Type } from 'typebox'
import { Text } from '../messages/scalars.ts'
import { LIMITS } from '../openapi/limits.ts'
import { findReachable } from '../state/people.ts'
import { invalidProperty, lineError, Refusal } from './errors.ts'
import { isUserId } from './ids.ts'
import type { Api } from './operation.ts'

const BAD_TOKEN = lineError(
  400,
  'Invalid markAsReadToken. Tokens must be used by the bot that received them via Webhook.'
)

const { min: MIN_SECONDS, max: MAX_SECONDS } = LIMITS.ShowLoadingAnimationRequest.loadingSeconds

const loadingRequest = Type.Object({
  chatId: Type.Unknown(),
  loadingSeconds: Type.Optional(Type.Unknown())
})

/** Shows that the bot reads and thinks. https://developers.line.biz/en/reference/messaging-api/#mark-as-read */
export function chats({ operation, channel }: Api): void {
  const { announcements, people, readTokens, now } = channel

  operation(
    'markMessagesAsReadByToken',
    { body: Type.Object({ markAsReadToken: Text(1_000) }) },
    ({ body: { markAsReadToken } }) => {
      const read = readTokens.get(markAsReadToken)
      if (!read) throw new Refusal(BAD_TOKEN)
      announcements.emit('read', read)
      return {}
    }
  )

  // Of the days before the tokens; for partners. https://developers.line.biz/en/reference/partner-docs/#mark-messages-from-users-as-read
  operation(
    'markMessagesAsRead',
    { body: Type.Object({ chat: Type.Object({ userId: Type.String() }) }) },
    ({ body: { chat } }) => {
      if (!isUserId(chat.userId))
        throw new Refusal(invalidProperty('chat.userId', 'Must be the ID of a user'))
      announcements.emit('read', { chat: chat.userId })
      return {}
    }
  )

  // LINE's words for what it refuses are not documented. https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator
  operation('showLoadingAnimation', { body: loadingRequest }, ({ body, reply }) => {
    const { chatId, loadingSeconds = 20 } = body
    if (!isUserId(chatId)) throw new Refusal(invalidProperty('chatId', 'Must be the ID of a user'))
    const seconds = Number.isInteger(loadingSeconds) ? Number(loadingSeconds) : 0
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS || seconds % 5 !== 0) {
      throw new Refusal(
        invalidProperty('loadingSeconds', `Must be a multiple of 5 between ${MIN_SECONDS} and ${MAX_SECONDS}`)
      )
    }
    if (findReachable(people, chatId)) {
      announcements.emit('loading', { userId: chatId, until: now() + seconds * 1_000 })
    }
    return reply.status(202).send({})
  })
}
