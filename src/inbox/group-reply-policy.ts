import type { webhook } from '@line/bot-sdk'

/**
 * When the bot speaks in groups and rooms:
 * - `all`: whenever it has something to say
 * - `mention`: of what members say, it answers only text that mentions it. Other events (`join`, a `postback` of its
 *   own buttons …) have their handlers, but not the `default` one
 * - `off`: never; only events that take no reply (`leave`, `unsend` …) have their handlers
 */
export type GroupReplies = 'all' | 'mention' | 'off'

/** Whether the bot passes over an event out of manners. `isDefault`: no handler is written for its kind. */
export function isNoneOfItsBusiness(
  event: webhook.Event,
  replies: GroupReplies,
  isDefault: boolean
): boolean {
  if (replies === 'all') return false
  const type = event.source?.type
  if (type !== 'group' && type !== 'room') return false
  if (replies === 'off') return 'replyToken' in event
  if (event.type === 'message' || event.type === 'messageEdited') return !mentionsBot(event.message)
  return isDefault
}

/** @see https://developers.line.biz/en/reference/messaging-api/#wh-text */
function mentionsBot(message: unknown): boolean {
  const { mention } = (message ?? {}) as { mention?: { mentionees?: unknown } }
  const mentionees = mention?.mentionees
  return Array.isArray(mentionees) && mentionees.some((mentionee) => mentionee?.isSelf === true)
}
