import type { webhook } from '@line/bot-sdk'
import type { Handlers, Reply } from './types.ts'
import { wrapHandlers } from './wrap-handlers.ts'

/**
 * Which events in groups and rooms reach the handlers:
 * - `all`: every event
 * - `mention`: of messages, only text that mentions the bot. Other events (`join`, a `postback` of the bot's buttons …)
 *   reach the handlers of their kind, but not the `default` one
 * - `off`: only events without a reply token (`leave`, `unsend` …), so that the bot never replies there
 */
export type GroupReplyPolicy = 'all' | 'mention' | 'off'

/** The empty reply to an event that the policy ignores. Recognised by identity: its log line has the reason `group`. */
export const IGNORED_IN_GROUP: NonNullable<Reply> = []

/**
 * Returns handlers that ignore events in groups and rooms according to the policy. One-to-one chats are not affected.
 *
 * @example inGroups('mention', { 'message.text': ({ message }) => echo(message.text) })
 */
export function inGroups(policy: GroupReplyPolicy, handlers: Handlers): Handlers {
  if (policy === 'all') return handlers
  return wrapHandlers(handlers, (handler, kind) => (event, context) => {
    if (isInGroup(event) && isIgnored(event, policy, kind === 'default')) return IGNORED_IN_GROUP
    return handler(event, context)
  })
}

const isInGroup = ({ source }: webhook.Event) => source?.type === 'group' || source?.type === 'room'

function isIgnored(event: webhook.Event, policy: 'mention' | 'off', isDefaultHandler: boolean): boolean {
  if (policy === 'off') return 'replyToken' in event
  if (event.type === 'message' || event.type === 'messageEdited') return !mentionsBot(event.message)
  return isDefaultHandler
}

/** @see https://developers.line.biz/en/reference/messaging-api/#wh-text */
function mentionsBot(message: unknown): boolean {
  const { mention } = (message ?? {}) as { mention?: { mentionees?: unknown } }
  const mentionees = mention?.mentionees
  return Array.isArray(mentionees) && mentionees.some((mentionee) => mentionee?.isSelf === true)
}
