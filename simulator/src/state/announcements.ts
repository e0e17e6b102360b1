import { EventEmitter } from 'node:events'
import type { BotStatus } from './bot-status.ts'

/** State changes other than exchanges, with their data. Open pages follow them. */
export interface Announcements {
  /** the settings have changed */
  settings: [Record<string, never>]
  /** a user joined, left, blocked the bot … */
  people: [Record<string, never>]
  /** the simulator was reset */
  reset: [Record<string, never>]
  /** the log was cleared */
  cleared: [Record<string, never>]
  faults: [Record<string, never>]
  /** the rich menus of these users have changed */
  'rich-menu': [{ userIds: string[] }]
  /** the loading animation is shown to this user until this time, or until the bot sends a message */
  loading: [{ userId: string; until: number }]
  /** the bot's process has started, listens, or has stopped; only in the playground */
  bot: [BotStatus]
  /** messages in this chat are marked as read, up to this message or all */
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
