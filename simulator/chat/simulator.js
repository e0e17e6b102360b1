// What the page knows of the simulator. All of it comes from there, so a reload loses nothing.

export const state = {
  /** whether the simulator answers */
  online: false,
  /** what went wrong with the last request, in words */
  failure: '',
  /** by id, oldest first */
  exchanges: new Map(),
  people: { users: [], bot: {}, group: {}, room: {} },
  settings: {},
  faults: [],
  /** the id of the chat on show */
  chat: undefined,
  /** the ids of chats with something new */
  unread: new Set()
}

let listener = () => {}
let scheduled = false

/** Calls back when the state has changed: once for each frame, however much has. */
export function onChange(callback) {
  listener = callback
}

export function changed() {
  if (scheduled) return
  scheduled = true
  requestAnimationFrame(() => {
    scheduled = false
    state.unread.delete(state.chat)
    listener()
  })
}

/** Asks the simulator for something; a failure shows on the page. */
export async function call(method, path, body) {
  try {
    const response = await fetch(`/simulator/${path}`, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    })
    const answer = await response.json()
    if (!response.ok) throw new Error(answer.message)
    state.failure = ''
    return answer
  } catch (error) {
    state.failure = `The simulator did not do it: ${error.message}`
  } finally {
    changed()
  }
}

export async function setFaults(fault) {
  state.faults = (await (fault ? call('PUT', 'faults', fault) : call('DELETE', 'faults'))) ?? []
}

export async function setSettings(settings) {
  state.settings = (await call('PUT', 'settings', settings)) ?? state.settings
}

export async function clearLog() {
  await call('DELETE', 'log')
  state.exchanges.clear()
}

/** As many exchanges as the simulator remembers. */
const KEPT = 1_000

/** Takes the state from the server, and all that happens from now on. Reconnects by itself. */
export function connect() {
  const stream = new EventSource('/simulator/stream')
  stream.onopen = load
  stream.onerror = () => {
    state.online = false
    changed()
  }
  stream.onmessage = async ({ data }) => {
    const exchange = JSON.parse(data)
    state.exchanges.set(exchange.id, exchange)
    if (state.exchanges.size > KEPT) state.exchanges.delete(state.exchanges.keys().next().value)
    for (const chat of chatsOf(exchange)) state.unread.add(chat)
    changed()
    if (exchange.kind === 'api' && state.faults.length > 0) state.faults = (await call('GET', 'faults')) ?? []
  }
}

async function load() {
  state.online = true
  const paths = ['log', 'people', 'settings', 'faults']
  const [log, people, settings, faults] = await Promise.all(paths.map((path) => call('GET', path)))
  if (!log || !people || !settings) return
  Object.assign(state, { people, settings, faults })
  // After a restart the simulator has other people.
  const chats = [people.group.groupId, people.room.roomId, ...people.users.map(({ userId }) => userId)]
  if (!chats.includes(state.chat)) {
    state.chat = people.users[0].userId
    state.unread.clear()
  }
  state.exchanges = new Map(log.map((exchange) => [exchange.id, exchange]))
}

const parsed = new WeakMap()
/** The events of a webhook; it is parsed once. */
export function eventsOf(webhook) {
  if (!parsed.has(webhook)) parsed.set(webhook, JSON.parse(webhook.body).events)
  return parsed.get(webhook)
}

/** The ids of the chats that an exchange belongs to. */
export const chatsOf = ({ kind, chats, chat }) => (kind === 'webhook' ? chats : chat ? [chat] : [])

export const nameOf = (id) => state.people.users.find(({ userId }) => userId === id)?.displayName ?? 'Someone'

/** What to do about a webhook that failed, by LINE's reason or the bot's status. */
export const CURES = {
  could_not_connect: 'Start the bot (npm start), or set another webhook URL.',
  request_timeout: 'LINE waits two seconds for the answer to a webhook, no longer.',
  unclassified: 'It ended the connection without an answer: see its log.',
  400: 'See its log: LINE refused a reply, or it does not take this for a webhook.',
  403: 'It refused the signature: is its channel secret the one of this simulator?',
  404: 'There is nothing at this address: the bot’s is /echobot/callback/.',
  503: 'It asks for the webhook again: see its log, and switch webhook redelivery on.'
}

/** Sends an event from the user and the chat on show. */
export function send(event) {
  const { group, room } = state.people
  const source = { [group.groupId]: 'group', [room.roomId]: 'room' }[state.chat] ?? 'user'
  return call('POST', 'events', { source, ...(source === 'user' && { user: nameOf(state.chat) }), ...event })
}
