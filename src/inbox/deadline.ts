import type { webhook } from '@line/bot-sdk'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** LINE's reply tokens are good for one minute after each delivery; ten seconds are for the way. */
const AFTER_DELIVERY = 50 * SECOND
const AFTER_EVENT = 20 * MINUTE

/**
 * Until when a reply to an event may work, in milliseconds since the epoch: 50 seconds after it was received, and
 * no more than 20 minutes after it happened. If it is older than that when it comes, one of the clocks is wrong,
 * and LINE may know better.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token
 */
export function deadlineOf({ timestamp }: webhook.Event, receivedAt: number): number {
  const end = Number(timestamp) + AFTER_EVENT
  return end > receivedAt ? Math.min(receivedAt + AFTER_DELIVERY, end) : receivedAt + AFTER_DELIVERY
}
