/** What the page knows. All of it comes from the simulator, so a reload loses nothing but what is being written. */
export const state = {
  /** whether the simulator answers */
  online: false,
  /** whether its answers have come at least once */
  loaded: false,
  /** what went wrong with the last request, in words */
  failure: '',
  /** by id, oldest first */
  exchanges: new Map(),
  people: { bot: {}, users: [], groups: [], rooms: [] },
  settings: {},
  faults: [],
  /** what the playground knows of the bot's process; undefined where the bot was started by somebody else */
  bot: undefined,
  /** by a user's id: the rich menu below the chat, and until when the loading animation shows */
  richMenus: {},
  loading: {},
  /** the id of the chat on show, and of the user who speaks in it */
  chat: undefined,
  speaker: undefined,
  /** by a chat's id, how many messages have come since it was last on show */
  unread: new Map()
}

let listener = () => {}
let isScheduled = false
let version = 0

/** Computes something from the state once, until the state changes. */
export function cached(compute) {
  let known
  let at
  return () => {
    if (at !== version) {
      known = compute()
      at = version
    }
    return known
  }
}

/** Calls back when the state has changed: once for each frame, however much has. */
export function onChange(callback) {
  listener = callback
}

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

/** What is said depends on how much time has passed: the page is drawn again after so many milliseconds. */
const timers = new Set()
export function changesIn(ms) {
  const due = Math.ceil((Date.now() + ms) / 500) * 500
  if (timers.has(due)) return
  timers.add(due)
  setTimeout(() => {
    timers.delete(due)
    changed()
  }, due - Date.now())
}
