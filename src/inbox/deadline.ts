import type { webhook } from '@line/bot-sdk'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** A reply token is valid for 60 s after each delivery; 10 s of them are reserved for the network. */
const AFTER_DELIVERY_MS = 50 * SECOND_MS
/** A reply token expires at most this long after its event. */
const REPLY_TOKEN_LIFETIME_MS = 20 * MINUTE_MS

/** Settled events are remembered for longer than their reply tokens are valid, so that a redelivery is not handled again. */
export const REMEMBER_FOR_MS = REPLY_TOKEN_LIFETIME_MS + 10 * MINUTE_MS

/**
 * Returns when it is too late to reply to an event, in milliseconds since the epoch: 50 s after it was received, and at
 * most 20 minutes after it happened. If an event is already older than that when it arrives, one of the clocks is wrong,
 * and its timestamp is ignored, because the reply token may still be valid.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
 */
export function deadlineOf({ timestamp }: webhook.Event, receivedAt: number): number {
  const afterDelivery = receivedAt + AFTER_DELIVERY_MS
  const afterEvent = typeof timestamp === 'number' ? timestamp + REPLY_TOKEN_LIFETIME_MS : afterDelivery
  return afterEvent > receivedAt ? Math.min(afterDelivery, afterEvent) : afterDelivery
}
