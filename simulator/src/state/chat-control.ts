/**
 * The chats that this channel controls. It controls every chat that it has not released, because most channels are not
 * module channels.
 *
 * @see https://developers.line.biz/en/docs/partner-docs/module-technical-chat-control/
 */
export function createChatControl(now: () => number) {
  /** by chat, the end of this channel's control, in milliseconds since the epoch */
  const until = new Map<string, number>()

  return {
    /** Acquires control until `expireAt` or without a limit. Events of the chat then have the mode `active`. */
    acquire: (chat: string, expireAt = Number.MAX_SAFE_INTEGER): void => void until.set(chat, expireAt),
    /** Returns control to the primary channel. Events of the chat then have the mode `standby`. */
    release: (chat: string): void => void until.set(chat, 0),
    isStandby: (chat: string): boolean => (until.get(chat) ?? Number.MAX_SAFE_INTEGER) <= now()
  }
}
