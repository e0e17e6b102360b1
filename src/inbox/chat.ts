import type { webhook } from '@line/bot-sdk'

/** The id of an event's chat, or an empty text where LINE does not name it. */
export function chatOf({ source }: webhook.Event): string {
  const { groupId, roomId, userId } = (source ?? {}) as Record<string, unknown>
  return String(groupId ?? roomId ?? userId ?? '')
}
