import type { webhook } from '@line/bot-sdk'

/** Returns the id of an event's chat, or an empty string if the event has none. */
export function chatOf({ source }: webhook.Event): string {
  const { groupId, roomId, userId } = (source ?? {}) as Record<string, unknown>
  return textOrEmpty(groupId ?? roomId ?? userId)
}

/** Returns a field of an event that should be a string; an empty string if it is anything else. */
export const textOrEmpty = (value: unknown): string => (typeof value === 'string' ? value : '')
