import type { Channel } from '../channel.ts'
import type { EventSpec } from '../events/event-spec.ts'
import { displayNameOf } from '../state/people.ts'

/** One event of a chat, and the bot's answer and replies. */
export interface ChatStep {
  /** the event as `send` takes it, with people and chats by their names */
  event: EventSpec
  /** the HTTP status of the bot's answer to the webhook; absent if it did not answer */
  status?: number
  /** the messages in the bot's reply */
  replies: unknown[]
  /** the ids of the user's message and of the replies; present if a later event refers to one of them */
  messageIds?: string[]
}

/** A saved chat, as in `chat.json`. */
export interface Chat {
  version: 1
  /** the display name of the user, group or room */
  name: string
  steps: ChatStep[]
}

/** Returns the events of a chat so far. An event that was delivered several times appears once. */
export function chatOf(channel: Channel, chatId: string): Chat {
  const { exchanges, people } = channel
  const webhooks = exchanges.list().filter((exchange) => exchange.kind === 'webhook')
  const taken = new Set<string>()
  const steps = webhooks
    .filter(({ chats }) => chats.includes(chatId))
    .flatMap(({ webhookEventIds, status }) =>
      webhookEventIds.flatMap((id) => {
        const made = channel.madeFrom(id)
        if (!made || taken.has(id)) return []
        taken.add(id)
        const { event, spec } = made
        return {
          event: { ...withNames(spec), ...placeOf(event.source, channel) },
          ...(status !== undefined && { status }),
          replies: channel.repliesOf(event),
          messageIds: channel.messageIdsOf(event)
        }
      })
    )
  return { version: 1, name: displayNameOf(people, chatId) ?? chatId, steps: withoutUnusedIds(steps) }

  /** Replaces user ids by display names, because ids differ between simulators. */
  function withNames({ user, members, mention, ...spec }: EventSpec): EventSpec {
    const name = (who: string) => displayNameOf(people, who) ?? who
    return {
      ...spec,
      ...(user !== undefined && { user: name(user) }),
      ...(members && { members: members.map(name) }),
      ...(mention !== undefined && { mention: Array.isArray(mention) ? mention.map(name) : name(mention) })
    }
  }
}

/** The source of an event by display names, including defaults that the spec omits. */
function placeOf(
  source: { type?: string; userId?: string; groupId?: string; roomId?: string } | undefined,
  { people }: Channel
) {
  if (!source) return {}
  const chatId = source.groupId ?? source.roomId
  const user = displayNameOf(people, source.userId)
  return {
    source: source.type as 'user' | 'group' | 'room',
    ...(chatId !== undefined && { chatId: displayNameOf(people, chatId) ?? chatId }),
    ...(user !== undefined && { user })
  }
}

/** Keeps message ids only where a later event refers to one. */
function withoutUnusedIds(steps: (ChatStep & { messageIds: string[] })[]): ChatStep[] {
  const used = new Set(
    steps.flatMap(({ event: { quotedMessageId, messageId } }) => [quotedMessageId, messageId])
  )
  return steps.map(({ messageIds, ...step }) => ({
    ...step,
    ...(messageIds.some((id) => used.has(id)) && { messageIds })
  }))
}
