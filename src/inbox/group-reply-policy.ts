import type { webhook } from '@line/bot-sdk'

/**
 * When the bot replies in groups and rooms:
 * - `all`: whenever it has something to say
 * - `mention`: of what members say, it answers only text that mentions it. Other events (`join`, a `postback` of its
 *   own buttons …) go to their handlers, but not to the `default` one
 * - `off`: never; only events that take no reply (`leave`, `unsend` …) go to their handlers
 */
export type GroupReplyPolicy = 'all' | 'mention' | 'off'

/** Whether the policy has the bot ignore an event. `hasOwnHandler`: a handler is written for its kind. */
export function isIgnoredInGroup(
  event: webhook.Event,
  policy: GroupReplyPolicy,
  hasOwnHandler: boolean
): boolean {
  if (policy === 'all') return false
  const type = event.source?.type
  if (type !== 'group' && type !== 'room') return false
  if (policy === 'off') return 'replyToken' in event
  if (event.type === 'message' || event.type === 'messageEdited') return !mentionsBot(event.message)
  return !hasOwnHandler
}

/** @see https://developers.line.biz/en/reference/messaging-api/#wh-text */
function mentionsBot(message: unknown): boolean {
  const { mention } = (message ?? {}) as { mention?: { mentionees?: unknown } }
  const mentionees = mention?.mentionees
  return Array.isArray(mentionees) && mentionees.some((mentionee) => mentionee?.isSelf === true)
}
