// The simulator's control API: requests, and the stream that keeps the state up to date.

/** @import { BotStatus, Exchange, Fault, People, RichMenu, Settings, Unchecked, Validation } from '../types.d.ts' */
import { allChats, changed, chatKind, lastChat, openChat, state } from './store.js'

/** The number of exchanges that the simulator keeps. */
const KEPT = 1_000

/**
 * Sends a request for the user. If it fails, the page shows why, and the result is undefined.
 *
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 */
async function call(method, path, body) {
  try {
    const response = await fetch(`simulator/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(answer.message)
    state.failure = ''
    return answer
  } catch (error) {
    state.failure = `The request to the simulator failed: ${/** @type {Error} */ (error).message}`
  } finally {
    changed()
  }
}

/** Reads a part of the state; undefined when the simulator is unreachable or does not have it. */
async function read(/** @type {string} */ path) {
  const response = await fetch(`simulator/${path}`).catch(() => undefined)
  return response?.ok ? response.json() : undefined
}

/** Sends an event of the speaker in the open chat; `event` is the body of `POST /simulator/events`. */
export function send(/** @type {Unchecked} */ event) {
  const { chat, speaker } = state
  const source = chatKind(chat)
  const origin = source === 'user' ? { user: chat } : { chatId: chat, user: speaker }
  return call('POST', 'events', { source, ...origin, ...event })
}

/** Sends a signed webhook without events. */
export const verify = () => call('POST', 'verify')

/** Sends an event once more. */
export const redeliver = (/** @type {string} */ webhookEventId) =>
  call('POST', 'redeliver', { webhookEventId })

/** Sets the fault for replies, or clears it. Faults of other operations stay. */
export async function setReplyFault(/** @type {Fault | undefined} */ fault) {
  const path = 'faults/replyMessage'
  state.faults = (await (fault ? call('PUT', path, fault) : call('DELETE', path))) ?? state.faults
}

export async function setSettings(/** @type {Settings} */ settings) {
  state.settings = (await call('PUT', 'settings', settings)) ?? state.settings
}

/** Deletes all exchanges, and with them the content of the chats. */
export const clearLog = () => call('DELETE', 'log')

/**
 * Validates JSON as LINE would.
 *
 * @param {string} text
 * @returns {Promise<Validation>}
 * @throws Error when the simulator is unreachable or the text is too long
 */
export async function validate(text) {
  const response = await fetch('simulator/validate', { method: 'POST', body: text })
  const answer = await response.json()
  if (!response.ok) throw new Error(answer.message)
  return answer
}

/**
 * Pushes messages to a chat as the bot would. Returns the reason when LINE rejects them.
 *
 * @param {string} to
 * @param {unknown[]} messages
 * @returns {Promise<string | undefined>}
 */
export async function push(to, messages) {
  await call('POST', 'push', { to, messages })
  return state.failure || undefined
}

/** The people of the channel; undefined when the simulator is unreachable. @returns {Promise<People | undefined>} */
export const loadPeople = () => read('people')

/** Downloads the open chat as a test. */
export async function saveChat() {
  const chat = await call('GET', `chats/${state.chat}`)
  if (!chat) return
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([`${JSON.stringify(chat, null, 2)}\n`]))
  link.download = 'chat.json'
  link.click()
  URL.revokeObjectURL(link.href)
}

/** Loads the state, and keeps it up to date. Reconnects by itself. */
export function connect() {
  const stream = new EventSource('simulator/stream')
  stream.onopen = load
  stream.onerror = () => {
    state.online = false
    changed()
  }
  stream.onmessage = ({ data }) => addExchange(JSON.parse(data))
  for (const [name, follow] of Object.entries(FOLLOW)) {
    stream.addEventListener(name, ({ data }) => follow(JSON.parse(data)))
  }
}

/** Changes by a script, another page or the bot. @type {Record<string, (data: any) => void>} */
const FOLLOW = {
  settings: async () => update({ settings: await read('settings') }),
  faults: async () => update({ faults: await read('faults') }),
  people: async () => setPeople(await read('people')),
  cleared: () => {
    state.exchanges.clear()
    state.unread.clear()
    changed()
  },
  reset: () => location.reload(),
  'rich-menu': (/** @type {{ userIds: string[] }} */ { userIds }) => loadRichMenus(userIds),
  loading: (/** @type {{ userId: string, until: number }} */ { userId, until }) => {
    state.loading[userId] = { since: Date.now(), until }
    changed()
  },
  bot: (/** @type {BotStatus} */ bot) => update({ bot })
}

/** Changes a part of the state; undefined is what could not be read. */
function update(/** @type {Partial<typeof state>} */ part) {
  for (const [name, value] of Object.entries(part)) {
    if (value !== undefined) Object.assign(state, { [name]: value })
  }
  changed()
}

async function loadRichMenus(/** @type {string[]} */ userIds) {
  await Promise.all(
    userIds.map(async (userId) => {
      /** @type {{ richMenu: RichMenu | null } | undefined} */
      const found = await read(`rich-menu?user=${encodeURIComponent(userId)}`)
      state.richMenus[userId] = found?.richMenu ?? undefined
    })
  )
  changed()
}

function addExchange(/** @type {Exchange} */ exchange) {
  const isNew = !state.exchanges.has(exchange.id)
  state.exchanges.set(exchange.id, exchange)
  const [oldest] = state.exchanges.keys()
  if (state.exchanges.size > KEPT && oldest !== undefined) state.exchanges.delete(oldest)
  if (isNew && exchange.kind === 'api') {
    const { chats = [], messages = [] } = exchange
    for (const chat of chats) state.unread.set(chat, (state.unread.get(chat) ?? 0) + messages.length)
  }
  changed()
}

async function load() {
  state.online = true
  const [log, people, settings, faults = [], channels = [], bot] = await Promise.all(
    ['log', 'people', 'settings', 'faults', 'channels', 'bot'].map(read)
  )
  if (!log || !people || !settings) return
  state.exchanges = new Map(log.map((/** @type {Exchange} */ exchange) => [exchange.id, exchange]))
  Object.assign(state, { settings, faults, channels, bot: bot?.state ? bot : undefined })
  Object.assign(state, { loaded: true, failure: '' })
  setPeople(people)
  await loadRichMenus(state.people.users.map(({ userId }) => userId))
}

/** When the simulator was restarted there are other people: the first user's chat is opened. */
function setPeople(/** @type {People | undefined} */ people) {
  if (!people) return
  changed()
  state.people = people
  const { users } = people
  if (!users.some(({ userId }) => userId === state.speaker)) state.speaker = users[0]?.userId
  if (allChats().some(({ id }) => id === state.chat)) return
  state.chat = users[0]?.userId
  const last = lastChat()
  if (last !== undefined && allChats().some(({ id }) => id === last)) openChat(last)
  state.unread.clear()
}
