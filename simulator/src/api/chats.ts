import { type Static, Type } from 'typebox'
import { type Detail, invalid } from '../line-error.ts'
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
  chatId: Text(1_000),
  loadingSeconds: Type.Optional(Type.Integer())
})

/** All errors in a request for a loading animation, in the words of LINE's reference. */
function detailsOf({ chatId, loadingSeconds = 20 }: Static<typeof loadingRequest>): Detail[] {
  const details: Detail[] = []
  const isWrong = (property: string, message: string) => details.push({ message, property })
  if (!isUserId(chatId)) {
    isWrong(
      'chatId',
      'Only user id is acceptable, please confirm if there are any group/room ids or illegal ids.'
    )
  }
  if (loadingSeconds < MIN_SECONDS || loadingSeconds > MAX_SECONDS)
    isWrong('loadingSeconds', `Must be between ${MIN_SECONDS} and ${MAX_SECONDS}`)
  if (loadingSeconds % 5 !== 0) isWrong('loadingSeconds', 'must be a multiple of five')
  return details
}

/** Read marks and the loading animation. https://developers.line.biz/en/reference/messaging-api/#mark-as-read */
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

  // Older operation for partners, without tokens.
  // https://developers.line.biz/en/reference/partner-docs/#mark-messages-from-users-as-read
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

  // https://developers.line.biz/en/reference/messaging-api/#display-a-loading-indicator
  operation('showLoadingAnimation', { body: loadingRequest }, ({ body, reply }) => {
    const details = detailsOf(body)
    if (details.length > 0) throw new Refusal(invalid(details))
    const { chatId, loadingSeconds = 20 } = body
    if (findReachable(people, chatId)) {
      announcements.emit('loading', { userId: chatId, until: now() + loadingSeconds * 1_000 })
    }
    return reply.status(202).send({})
  })
}
