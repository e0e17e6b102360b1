import type { webhook } from '@line/bot-sdk'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS

/** A reply token is valid for one minute after each delivery; ten seconds of it are for the network. */
const AFTER_DELIVERY_MS = 50 * SECOND_MS
/** No reply token is valid for longer than this after its event. */
const REPLY_TOKEN_LIFETIME_MS = 20 * MINUTE_MS

/** Settled events are remembered for longer than any of their reply tokens is valid, so that none is answered twice. */
export const REMEMBER_FOR_MS = REPLY_TOKEN_LIFETIME_MS + 10 * MINUTE_MS

/**
 * Until when a reply to an event may work, in milliseconds since the epoch: 50 seconds after it was received, and at
 * most 20 minutes after it happened. An event that is older when it arrives means that one of the clocks is wrong, and
 * then LINE's may be right.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
 */
export function deadlineOf({ timestamp }: webhook.Event, receivedAt: number): number {
  const afterDelivery = receivedAt + AFTER_DELIVERY_MS
  const afterEvent = typeof timestamp === 'number' ? timestamp + REPLY_TOKEN_LIFETIME_MS : afterDelivery
  return afterEvent > receivedAt ? Math.min(afterDelivery, afterEvent) : afterDelivery
}
