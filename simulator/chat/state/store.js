/** @import { BotStatus, Channel, Chat, Exchange, Fault, People, RichMenu, Settings } from '../types.d.ts' */

/** The state of the page. All of it comes from the simulator: a reload loses only the text in the composer. */
export const state = {
  /** whether the simulator is reachable */
  online: false,
  /** whether everything was loaded at least once */
  loaded: false,
  /** why the last request failed */
  failure: '',
  /** by id, oldest first @type {Map<number, Exchange>} */
  exchanges: new Map(),
  /** @type {People} */
  people: { bot: { userId: '', displayName: '' }, users: [], groups: [], rooms: [] },
  /** @type {Channel[]} */
  channels: [],
  /** @type {Settings} */
  settings: {},
  /** @type {Fault[]} */
  faults: [],
  /** undefined when the bot was not started by the playground @type {BotStatus | undefined} */
  bot: undefined,
  /** by user id @type {Record<string, RichMenu | undefined>} */
  richMenus: {},
  /** undefined until the user opens or closes the rich menu @type {boolean | undefined} */
  isRichMenuOpen: undefined,
  /** by user id, when the loading animation began and when it ends @type {Record<string, { since: number, until: number }>} */
  loading: {},
  /** the id of the open chat @type {string | undefined} */
  chat: undefined,
  /** the id of the user who sends what is written in it @type {string | undefined} */
  speaker: undefined,
  /** by chat id, the number of messages since the chat was last open @type {Map<string | undefined, number>} */
  unread: new Map()
}

let listener = () => {}
let isScheduled = false
let version = 0

/**
 * Computes something from the state once, until the state changes.
 *
 * @template T
 * @param {() => T} compute
 * @returns {() => T}
 */
export function cached(compute) {
  /** @type {{ value: T, version: number } | undefined} */
  let known
  return () => {
    if (known?.version !== version) known = { value: compute(), version }
    return known.value
  }
}

/** Calls back when the state has changed: at most once for each frame. */
export function onChange(/** @type {() => void} */ callback) {
  listener = callback
}

/** Must be called after each change of the state. */
export function changed() {
  version++
  if (isScheduled) return
  isScheduled = true
  requestAnimationFrame(() => {
    isScheduled = false
    state.unread.delete(state.chat)
    listener()
  })
}

/** @type {Set<number>} */
const timers = new Set()

/** Redraws the page after `ms` milliseconds, for parts that depend on the elapsed time. */
export function changesIn(/** @type {number} */ ms) {
  const due = Math.ceil((Date.now() + ms) / 500) * 500
  if (timers.has(due)) return
  timers.add(due)
  setTimeout(() => {
    timers.delete(due)
    changed()
  }, due - Date.now())
}

/** Every chat that can be opened. */
export const allChats = () => chatsOf(state.people)

export function chatsOf(/** @type {People} */ { users, groups, rooms }) {
  /** @type {Chat[]} */
  const chats = []
  for (const { userId: id, displayName: name } of users) chats.push({ id, name, kind: 'user' })
  for (const { groupId: id, displayName: name } of groups) chats.push({ id, name, kind: 'group' })
  for (const { roomId: id, displayName: name } of rooms) chats.push({ id, name, kind: 'room' })
  return chats
}

const findChat = (/** @type {unknown} */ id) => allChats().find((chat) => chat.id === id)

/** Whether a chat is with a user, in a group or in a room. */
export const chatKind = (/** @type {string | undefined} */ id) => findChat(id)?.kind ?? 'user'

const LAST_CHAT = 'chat'

/** The id of the chat that was open last in this tab, also before a reload or on the gallery. */
export const lastChat = () => sessionStorage.getItem(LAST_CHAT) ?? undefined
export const rememberChat = (/** @type {string} */ id) => sessionStorage.setItem(LAST_CHAT, id)

/** Opens a chat; in the chat of a user, the user is the speaker. */
export function openChat(/** @type {string} */ id) {
  state.chat = id
  rememberChat(id)
  if (chatKind(id) === 'user') state.speaker = id
  changed()
}

/** The name of a user, the bot, a group or a room. */
export function nameOf(/** @type {unknown} */ id) {
  const { bot } = state.people
  return id === bot.userId ? bot.displayName : (findChat(id)?.name ?? 'Someone')
}

/** A number that is always the same for the same person. It chooses their face and colour. */
export function faceOf(/** @type {string | undefined} */ id) {
  const index = state.people.users.findIndex(({ userId }) => userId === id)
  if (index >= 0) return index
  return [...String(id)].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
}

function findGathering(/** @type {string | undefined} */ id) {
  const { groups, rooms } = state.people
  return groups.find(({ groupId }) => groupId === id) ?? rooms.find(({ roomId }) => roomId === id)
}

/** The ids of the users in a group or a room. */
export const membersOf = (/** @type {string | undefined} */ id) => findGathering(id)?.members ?? []

/** Whether the bot has left a group or a room: LINE sends it nothing from there. */
export const hasLeft = (/** @type {string | undefined} */ id) => findGathering(id)?.joined === false
