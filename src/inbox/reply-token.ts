import type { webhook } from '@line/bot-sdk'

/** The reply token of an event; undefined for kinds that take no reply. */
export function replyTokenOf(event: webhook.Event): string | undefined {
  const { replyToken } = event as { replyToken?: unknown } // not every event type has one
  return typeof replyToken === 'string' && replyToken !== '' ? replyToken : undefined
}

/**
 * Whether the token is one of those that LINE's Verify button sent until about 2020, and that other platforms with
 * LINE's protocol still send. It cannot be used.
 */
export const isDummyReplyToken = (replyToken: string | undefined): boolean =>
  replyToken !== undefined && /^(?:0{32}|f{32})$/.test(replyToken)
