import type { webhook } from '@line/bot-sdk'

/** The id of an event's chat, or an empty text where LINE does not name it. */
export function chatOf({ source }: webhook.Event): string {
  const { groupId, roomId, userId } = (source ?? {}) as Record<string, unknown>
  return textOrEmpty(groupId ?? roomId ?? userId)
}

/** A part of an event that should be a text: whatever else it is, an empty one. */
export const textOrEmpty = (value: unknown): string => (typeof value === 'string' ? value : '')
