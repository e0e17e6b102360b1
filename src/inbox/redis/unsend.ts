import type { webhook } from '@line/bot-sdk'
import type { Redis } from 'ioredis'
import { QUEUE } from '../../redis/keys.ts'
import { REMEMBER_FOR_MS } from '../deadline.ts'
import type { IdentifiedEvent } from '../identify.ts'
import type { EventQueue } from './queue.ts'

/**
 * Forgets the messages that `unsend` events name: removes their dead letters, and prevents that events of these messages
 * become dead letters later.
 *
 * @see https://developers.line.biz/en/docs/messaging-api/receiving-messages/#processing-on-receipt-of-unsend-event
 */
export async function forgetUnsent(
  connection: Redis,
  queue: EventQueue,
  events: IdentifiedEvent[]
): Promise<void> {
  const unsent = new Set(events.map(({ event }) => unsentBy(event)).filter((id) => id !== undefined))
  if (unsent.size === 0) return
  await Promise.all([...unsent].map((id) => connection.set(unsentKeyOf(id), '', 'PX', REMEMBER_FOR_MS)))
  for (const job of await queue.getFailed())
    if (unsent.has(messageOf(job.data.event) ?? '')) await job.remove()
}

/** Whether the user has unsent the event's message. */
export async function isUnsent(connection: Redis, event: webhook.Event): Promise<boolean> {
  const id = messageOf(event)
  return id !== undefined && (await connection.exists(unsentKeyOf(id))) === 1
}

/** The key that exists once a message was unsent. */
export const unsentKeyOf = (messageId: string) => `${QUEUE.prefix}:${QUEUE.name}:unsent:${messageId}`

function unsentBy(event: webhook.Event): string | undefined {
  const { type, unsend } = event as { type: unknown; unsend?: { messageId?: unknown } }
  return type === 'unsend' ? messageId(unsend?.messageId) : undefined
}

const messageOf = (event: webhook.Event) => messageId((event as { message?: { id?: unknown } }).message?.id)

/** LINE's ids have 18 digits. Longer ones are ignored, because they could fill Redis. */
const messageId = (id: unknown) => (typeof id === 'string' && /^[\w-]{1,64}$/.test(id) ? id : undefined)
