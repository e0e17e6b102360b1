/**
 * Which chats a module channel is in control of. It is, of a chat that was never handed over: most channels are no modules.
 *
 * @see https://developers.line.biz/en/docs/partner-docs/module-technical-chat-control/
 */
export function createChatControl(now: () => number) {
  /** by chat, until when this channel is in control; in milliseconds since the epoch */
  const until = new Map<string, number>()

  return {
    /** Takes control, for a time or without a limit; events of the chat are in the mode `active` then. */
    acquire: (chat: string, expireAt = Number.MAX_SAFE_INTEGER): void => void until.set(chat, expireAt),
    /** Gives control back to the primary channel; events of the chat are in the mode `standby` then. */
    release: (chat: string): void => void until.set(chat, 0),
    isStandby: (chat: string): boolean => (until.get(chat) ?? Number.MAX_SAFE_INTEGER) <= now()
  }
}
