import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Channel } from '../../channel.ts'
import { checkMessages } from '../../messages/check-messages.ts'
import { List, Text } from '../../messages/scalars.ts'
import { LIMITS } from '../../openapi/limits.ts'
import type * as messagingApi from '../../openapi/messaging-api.ts'
import { type SendingKind, sentMessages } from '../../state/outbox.ts'
import { findGathering, findReachable } from '../../state/people.ts'
import { createRecent } from '../../state/recent.ts'
import { lineError, MONTHLY_LIMIT, Refusal } from '../errors.ts'
import type { Call } from '../operation.ts'
import { checkReferences } from './references.ts'

/** Properties of send requests, except the messages, which are validated separately. */
export const sending = {
  messages: Type.Optional(Type.Unknown()),
  notificationDisabled: Type.Optional(Type.Boolean())
}

/** https://developers.line.biz/en/docs/messaging-api/unit-based-statistics-aggregation/ */
export const customAggregationUnits = Type.Optional(
  List(
    Type.Intersect([Text(30), Type.String({ pattern: '^[a-zA-Z0-9_]*$' })]),
    LIMITS.MulticastRequest.customAggregationUnits
  )
)

const DAY_MS = 86_400_000
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const BAD_RETRY_KEY = lineError(400, 'The value of the X-Line-Retry-Key header is invalid')

interface Sending {
  kind: Exclude<SendingKind, 'reply'>
  messages: unknown
  /** the ids of users, or the id of a group or room */
  to: string[]
  units?: string[] | undefined
}

/** An accepted request; `to` are the users that it reached. */
export interface Accepted {
  messages: messagingApi.SentMessage[]
  to: string[]
  /** number of people, for the quota */
  people: number
}

export type Sender = ReturnType<typeof createSender>

/** Sends messages other than replies: validates them, counts them, and accepts each retry key once. */
export function createSender(channel: Channel) {
  const { people, outbox, settings, ids, now } = channel
  const accepted = createRecent<{ requestId: string; sentMessages: messagingApi.SentMessage[] }>(10_000, {
    ttlMs: DAY_MS,
    now
  })

  /**
   * Validates the messages and the retry key of a request. For operations without a retry key, see `checkMessages`.
   *
   * @param chat the id of the user, group or room if there is a single recipient; without it, nothing can be quoted
   * @throws Refusal with LINE's error
   */
  function check(
    { request }: Call,
    messages: unknown,
    recipient: 'user' | 'group' | 'many',
    chat?: string
  ): void {
    const retryKey = retryKeyOf(request)
    if (retryKey !== undefined && !UUID.test(retryKey)) throw new Refusal(BAD_RETRY_KEY)
    const refusal =
      checkMessages(messages, { rules: settings, recipient, source: String(request.body) }) ??
      checkReferences(messages, channel, chat)
    if (refusal) throw new Refusal(refusal)
  }

  /** @throws Refusal (409) if the retry key was already accepted; with the sent messages if `withMessages` */
  function refuseRepeated({ request }: Call, withMessages = false): void {
    const before = accepted.get(retryKeyOf(request) ?? '')
    if (!before) return
    const message = 'The retry key is already accepted'
    throw new Refusal(
      { status: 409, body: { message, ...(withMessages && { sentMessages: before.sentMessages }) } },
      { 'x-line-accepted-request-id': before.requestId }
    )
  }

  /**
   * Sends messages. Users who are not friends of the bot receive nothing, and LINE does not report them.
   *
   * @throws Refusal if the monthly quota is exceeded
   */
  function send({ request }: Call, { kind, messages, to, units }: Sending): Accepted {
    const reached = [...new Set(to)].filter((id) => findReachable(people, id) ?? findGathering(people, id))
    const count = reached.reduce((sum, id) => sum + (findGathering(people, id)?.members.length ?? 1), 0)
    const { monthlyQuota } = settings
    if (monthlyQuota !== null && outbox.totalUsage() + count > monthlyQuota) throw new Refusal(MONTHLY_LIMIT)
    const sent = sentMessages(messages as unknown[], ids)
    outbox.count(kind, count)
    outbox.addUnits(units)
    const retryKey = retryKeyOf(request)
    if (retryKey !== undefined) {
      accepted.set(retryKey, { requestId: request.lineRequestId, sentMessages: sent })
    }
    Object.assign(request.noted, {
      chats: reached,
      ...(reached[0] && { chat: reached[0] }),
      messages: messages as unknown[]
    })
    return { messages: sent, to: reached, people: count }
  }

  return { check, refuseRepeated, send }
}

function retryKeyOf({ headers }: FastifyRequest): string | undefined {
  const key = headers['x-line-retry-key']
  return Array.isArray(key) ? key[0] : key
}
