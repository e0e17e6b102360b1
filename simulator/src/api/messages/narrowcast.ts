import { LRUCache } from 'lru-cache'
import { Type } from 'typebox'
import type { Channel } from '../../channel.ts'
import { invalid } from '../../line-error.ts'
import type * as messagingApi from '../../openapi/messaging-api.ts'
import { isReachable } from '../../state/people.ts'
import { phaseOf } from '../../state/progress.ts'
import { invalidParameter, invalidProperty, NOT_FOUND, Refusal } from '../errors.ts'
import type { Api } from '../operation.ts'
import { demographicDetails, demographicFilter } from './demographic-filter.ts'
import { operatorDetails } from './operators.ts'
import { type Recipient, recipient } from './recipient.ts'
import { type Sender, sending } from './send.ts'

const narrowcastRequest = Type.Object({
  ...sending,
  recipient: Type.Optional(recipient),
  filter: Type.Optional(Type.Object({ demographic: Type.Optional(demographicFilter) })),
  limit: Type.Optional(
    Type.Object({
      max: Type.Optional(Type.Integer({ minimum: 1 })),
      upToRemainingQuota: Type.Optional(Type.Boolean()),
      forbidPartialDelivery: Type.Optional(Type.Boolean())
    })
  )
})

interface Narrowcast {
  acceptedAt: number
  /** the ids of the recipients */
  to: string[]
}

/**
 * Sends to some of the friends. LINE estimates the demographics of its users; the simulator has no such data, so the
 * demographic filter includes everyone.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-narrowcast-message
 */
export function narrowcast({ operation, channel }: Api, { check, refuseRepeated, send }: Sender): void {
  const { settings, now } = channel
  const sent = new LRUCache<string, Narrowcast>({ max: 1_000 })

  operation('narrowcast', { body: narrowcastRequest }, (call) => {
    const { messages, recipient, filter, limit } = call.body
    if (limit?.forbidPartialDelivery && !limit.upToRemainingQuota) {
      throw new Refusal(invalidProperty('limit.forbidPartialDelivery', 'upToRemainingQuota must be true'))
    }
    const details = [
      ...(recipient ? operatorDetails(recipient, 'recipient', 'recipient') : []),
      ...(filter?.demographic ? demographicDetails(filter.demographic, 'filter.demographic') : [])
    ]
    if (details.length > 0) throw new Refusal(invalid(details))
    check(call, messages, 'many')
    refuseRepeated(call)
    const friends = channel.people.users.filter(isReachable).map(({ userId }) => userId)
    const meant = recipient ? membersOf(recipient, friends, channel, sent) : friends
    const to = meant.slice(0, Math.min(limit?.max ?? meant.length, remaining(limit?.upToRemainingQuota)))
    const { to: reached } = send(call, { kind: 'narrowcast', messages, to })
    sent.set(call.request.lineRequestId, { acceptedAt: now(), to: reached })
    return call.reply.status(202).send({})
  })

  operation('getNarrowcastProgress', {}, ({ query }) => {
    if (!query.requestId) throw new Refusal(invalidParameter('requestId'))
    const found = sent.get(query.requestId)
    if (!found) throw new Refusal(NOT_FOUND)
    return progressOf(found, settings.progressMs, now())
  })

  /** The remaining quota if the request limits itself to it, otherwise unlimited. */
  function remaining(upToRemainingQuota = false): number {
    if (!upToRemainingQuota || settings.monthlyQuota === null) return Number.POSITIVE_INFINITY
    return Math.max(0, settings.monthlyQuota - channel.outbox.totalUsage())
  }
}

function progressOf(
  { acceptedAt, to }: Narrowcast,
  progressMs: number,
  now: number
): messagingApi.NarrowcastProgressResponse {
  const phase = phaseOf(acceptedAt, progressMs, now)
  const acceptedTime = new Date(acceptedAt).toISOString()
  if (phase !== 'succeeded') return { phase, acceptedTime }
  return {
    phase,
    successCount: to.length,
    failureCount: 0,
    targetCount: to.length,
    acceptedTime,
    completedTime: new Date(acceptedAt + progressMs).toISOString()
  }
}

/** The users that a recipient object selects. */
function membersOf(
  recipient: Recipient,
  friends: string[],
  channel: Channel,
  sent: LRUCache<string, Narrowcast>
): string[] {
  const meant = (one: Recipient) => new Set(membersOf(one, friends, channel, sent))
  if (recipient.type === 'audience') {
    const audience = channel.audiences.get(recipient.audienceGroupId)
    if (!audience) throw new Refusal(invalidProperty('recipient.audienceGroupId', 'No such audience'))
    return friends.filter((userId) => audience.userIds.has(userId))
  }
  if (recipient.type === 'redelivery') {
    const before = sent.get(recipient.requestId)
    if (!before) throw new Refusal(invalidProperty('recipient.requestId', 'No such narrowcast'))
    return friends.filter((userId) => before.to.includes(userId))
  }
  const { and, or, not } = recipient
  const all = and?.map(meant)
  const some = or?.map(meant)
  const none = not && meant(not)
  return friends.filter(
    (userId) =>
      (all?.every((those) => those.has(userId)) ?? true) &&
      (some?.some((those) => those.has(userId)) ?? true) &&
      !none?.has(userId)
  )
}
