import { Type } from 'typebox'
import type { Channel } from '../channel.ts'
import { type EventSpec, eventSpec } from '../events/event-spec.ts'
import { checked } from '../validation.ts'
import type { Chat } from './chat.ts'
import { differences, formOf } from './form.ts'

/** A difference between the bot's answer or reply and the saved one. */
export interface Difference {
  /** number of the event in the chat, from 1 */
  step: number
  event: EventSpec
  /** the property that differs, e.g. `replies[0].text` or `status` */
  path: string
  /** the saved value. A placeholder, e.g. `<user id>`, stands for an id, a time or an address */
  expected: unknown
  actual: unknown
}

const chatSchema = Type.Object({
  version: Type.Literal(1),
  name: Type.String(),
  steps: Type.Array(
    Type.Object(
      {
        event: eventSpec,
        status: Type.Optional(Type.Integer()),
        replies: Type.Array(Type.Unknown()),
        messageIds: Type.Optional(Type.Array(Type.String()))
      },
      { additionalProperties: false }
    ),
    { minItems: 1 }
  )
})

/**
 * Validates a saved chat.
 *
 * @throws Error if it is invalid; the message names the reason
 */
export function readChat(json: unknown): Chat {
  return checked(chatSchema, json, 'not a saved chat') as Chat
}

/**
 * Sends the events of a saved chat one after the other, and compares the bot's responses with the saved ones. Ids,
 * times and addresses are compared by their placeholders.
 *
 * @param replyTimeoutMs how long to wait for a reply after the bot's response to the webhook
 * @throws Error if `chat` is invalid
 */
export async function replay(
  channel: Channel,
  chat: Chat,
  { replyTimeoutMs }: { replyTimeoutMs: number }
): Promise<Difference[]> {
  const { steps } = readChat(chat)
  const found: Difference[] = []
  const newIds = new Map<string, string>()

  /** Replaces saved ids by those of this run, and creates the users, groups and rooms. */
  function prepared({ quotedMessageId, messageId, ...spec }: EventSpec): EventSpec {
    const { user, source, chatId } = spec
    if (user !== undefined) channel.meet('user', user)
    return {
      ...spec,
      ...(chatId !== undefined && source && source !== 'user' && { chatId: channel.meet(source, chatId) }),
      ...(quotedMessageId && { quotedMessageId: newIds.get(quotedMessageId) ?? quotedMessageId }),
      ...(messageId && { messageId: newIds.get(messageId) ?? messageId })
    }
  }

  for (const [index, { event: spec, messageIds = [], ...expected }] of steps.entries()) {
    const [sent] = await channel.send([prepared(spec)])
    if (!sent) continue
    const { event, delivery } = sent
    if (expected.replies.length > 0 && !delivery.reason) await channel.repliesTo([event], replyTimeoutMs)
    for (const [i, id] of channel.messageIdsOf(event).entries()) newIds.set(messageIds[i] ?? id, id)
    const actual = {
      ...(delivery.status !== undefined && { status: delivery.status }),
      replies: channel.repliesOf(event)
    }
    for (const [path, was, is] of differences(formOf(expected), formOf(actual)))
      found.push({ step: index + 1, event: spec, path: path.slice(1), expected: was, actual: is })
  }
  return found
}
