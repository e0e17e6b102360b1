import type { webhook } from '@line/bot-sdk'
import type { Handlers, Reply } from './types.ts'
import { wrapHandlers } from './wrap-handlers.ts'

/**
 * When the bot replies in groups and rooms:
 * - `all`: to everything that its handlers reply to
 * - `mention`: of messages, only to text that mentions the bot. Other events (`join`, a `postback` of its own buttons …)
 *   reach their own handlers, but not the `default` one
 * - `off`: never. Only events without a reply token (`leave`, `unsend` …) reach their handlers
 */
export type GroupReplyPolicy = 'all' | 'mention' | 'off'

/** The empty reply of an event that the policy ignores. It is recognised by identity: its log line says `group`. */
export const IGNORED_IN_GROUP: NonNullable<Reply> = []

/**
 * Restricts handlers in groups and rooms.
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
