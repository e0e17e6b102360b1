import { hash } from 'node:crypto'
import type { webhook } from '@line/bot-sdk'

/**
 * The idempotency key of an event: LINE's `webhookEventId`, which is the same when the event comes again. An event
 * without one is identified by its content, less what a redelivery changes.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/#redelivered-webhooks
 */
export function eventIdOf(event: webhook.Event): string {
  const { webhookEventId } = event
  if (typeof webhookEventId === 'string' && SHORT_ID.test(webhookEventId)) return webhookEventId
  return `sha256-${hash('sha256', JSON.stringify({ ...event, deliveryContext: undefined }))}`
}

/** LINE sends ULIDs. Anything short and printable is accepted; a long id would cost log and memory. */
const SHORT_ID = /^[\w-]{1,64}$/
