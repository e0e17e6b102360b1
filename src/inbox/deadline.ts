import type { webhook } from '@line/bot-sdk'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** A reply token is valid for one minute after each delivery; ten seconds of it are for the network. */
const AFTER_DELIVERY_MS = 50 * SECOND_MS
/** No reply token is valid for longer than this after its event. */
const REPLY_TOKEN_LIFETIME_MS = 20 * MINUTE_MS

/** Settled events are remembered for longer than their reply tokens are valid, so that a redelivery is not handled again. */
export const REMEMBER_FOR_MS = REPLY_TOKEN_LIFETIME_MS + 10 * MINUTE_MS

/**
 * Until when a reply to an event may work, in milliseconds since the epoch: 50 seconds after it was received, and at
 * most 20 minutes after it happened. If the event seems older than that when it arrives, a clock is wrong: its timestamp
 * is ignored, because the token may still be valid.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
 */
export function deadlineOf({ timestamp }: webhook.Event, receivedAt: number): number {
  const afterDelivery = receivedAt + AFTER_DELIVERY_MS
  const afterEvent = typeof timestamp === 'number' ? timestamp + REPLY_TOKEN_LIFETIME_MS : afterDelivery
  return afterEvent > receivedAt ? Math.min(afterDelivery, afterEvent) : afterDelivery
}
