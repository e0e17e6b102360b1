import type { webhook } from '@line/bot-sdk'
import type { EventKind } from '../handlers/types.ts'

/**
 * The kind of an event. LINE adds kinds without notice, so it may be none of `EventKind`; and nothing in an
 * event is taken for granted, so that no delivery fails because of one odd event.
 */
export function kindOf(event: webhook.Event): EventKind | 'unknown' {
  const { type, message } = event as { type?: unknown; message?: { type?: unknown; text?: unknown } }
  if (!isName(type)) return 'unknown'
  if (type !== 'message') return type as EventKind
  if (!isName(message?.type)) return 'unknown'
  if (message.type === 'text' && typeof message.text !== 'string') return 'unknown'
  return `message.${message.type}` as EventKind
}

const isName = (value: unknown): value is string => typeof value === 'string' && /^\w{1,50}$/.test(value)
