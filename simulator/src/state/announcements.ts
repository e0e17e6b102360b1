import { EventEmitter } from 'node:events'
import type { BotStatus } from './bot-status.ts'

/** What becomes known beside the exchanges, and what is said of it. A page that is open follows them. */
export interface Announcements {
  /** the settings have changed */
  settings: [Record<string, never>]
  /** somebody came, left, blocked the bot … */
  people: [Record<string, never>]
  /** the simulator is as at its start again */
  reset: [Record<string, never>]
  /** the log was cleared */
  cleared: [Record<string, never>]
  faults: [Record<string, never>]
  /** these users have another rich menu now, or none */
  'rich-menu': [{ userIds: string[] }]
  /** the loading animation shows in the chat with this user until then, or until the bot sends something */
  loading: [{ userId: string; until: number }]
  /** the bot's process has started, listens, or has stopped: in the playground */
  bot: [BotStatus]
  /** what was written in this chat, up to this message or up to now, shows as read */
  read: [{ chat: string; messageId?: string }]
}

export type Announcement = keyof Announcements
export const ANNOUNCEMENTS: Announcement[] = [
  'settings',
  'people',
  'cleared',
  'reset',
  'faults',
  'rich-menu',
  'loading',
  'bot',
  'read'
]

export const createAnnouncements = () => new EventEmitter<Announcements>().setMaxListeners(0)
