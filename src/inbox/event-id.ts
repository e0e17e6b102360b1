import { hash } from 'node:crypto'
import type { webhook } from '@line/bot-sdk'

/**
 * What makes an event the same event when it comes again: LINE's `webhookEventId`. One without is known by its
 * content, less what a redelivery changes.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/#redelivered-webhooks
 */
export function identify(event: webhook.Event): string {
  const { webhookEventId } = event
  if (typeof webhookEventId === 'string' && LOOKS_LIKE_AN_ID.test(webhookEventId)) return webhookEventId
  return `sha256-${hash('sha256', JSON.stringify({ ...event, deliveryContext: undefined }))}`
}

/** LINE sends ULIDs. Anything short and printable will do; a novel would fill the log and the memory. */
const LOOKS_LIKE_AN_ID = /^[\w-]{1,64}$/
