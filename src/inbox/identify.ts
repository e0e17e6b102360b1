import { hash, randomUUID } from 'node:crypto'
import type { webhook } from '@line/bot-sdk'
import type { EventKind } from '../handlers/types.ts'

/** An event with its id and kind, which are determined once, when it arrives. */
export interface IdentifiedEvent {
  event: webhook.Event
  /** the idempotency key: LINE's `webhookEventId`, or a hash of the content if it has none */
  id: string
  /** may be none of `EventKind`, because LINE adds kinds without notice */
  kind: EventKind | 'unknown'
}

/** Identifies an event. Never throws, whatever the event contains, so that one malformed event cannot fail a delivery. */
export const identify = (event: webhook.Event): IdentifiedEvent => ({
  event,
  id: idOf(event),
  kind: kindOf(event)
})

/**
 * Returns the same id for every delivery of an event. The hash leaves out `deliveryContext`, which a redelivery changes.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/#redelivered-webhooks
 */
function idOf(event: webhook.Event): string {
  const { webhookEventId } = event
  if (typeof webhookEventId === 'string' && SHORT_ID.test(webhookEventId)) return webhookEventId
  try {
    return `sha256-${hash('sha256', JSON.stringify({ ...event, deliveryContext: undefined }))}`
  } catch {
    return `unidentified-${randomUUID()}` // nested too deeply to be hashed: its copies are not recognised
  }
}

/** LINE sends ULIDs. Anything short and printable is accepted; a long id would cost log and memory. */
const SHORT_ID = /^[\w-]{1,64}$/

function kindOf(event: webhook.Event): IdentifiedEvent['kind'] {
  const { type, message } = event as { type?: unknown; message?: { type?: unknown; text?: unknown } }
  if (!isName(type)) return 'unknown'
  if (type !== 'message') return type as EventKind
  if (!isName(message?.type)) return 'unknown'
  if (message.type === 'text' && typeof message.text !== 'string') return 'unknown'
  return `message.${message.type}` as EventKind
}

const isName = (value: unknown): value is string => typeof value === 'string' && /^\w{1,50}$/.test(value)
