import { chatsOf } from './events.js'
import { allChats, peopleFrom } from './people.js'
import { call } from './simulator.js'
import { changed, state } from './store.js'

/** As many exchanges as the simulator remembers. */
const KEPT = 1_000

/** Takes the state from the simulator, and all that happens from now on. Reconnects by itself. */
export function connect() {
  const stream = new EventSource('/simulator/stream')
  stream.onopen = load
  stream.onerror = () => {
    state.online = false
    changed()
  }
  stream.onmessage = ({ data }) => takeExchange(JSON.parse(data))
}

function takeExchange(exchange) {
  const isNew = !state.exchanges.has(exchange.id)
  state.exchanges.set(exchange.id, exchange)
  if (state.exchanges.size > KEPT) state.exchanges.delete(state.exchanges.keys().next().value)
  if (isNew) countUnread(exchange)
  changed()
}

/** What the bot says in a chat that is not on show. */
function countUnread(exchange) {
  const messages = exchange.kind === 'api' && Array.isArray(exchange.messages) ? exchange.messages.length : 0
  for (const chat of messages > 0 ? chatsOf(exchange) : []) {
    state.unread.set(chat, (state.unread.get(chat) ?? 0) + messages)
  }
}

async function load() {
  state.online = true
  const paths = ['log', 'people', 'settings', 'faults']
  const [log, people, settings, faults] = await Promise.all(paths.map((path) => call('GET', path)))
  if (!log || !people || !settings) return
  Object.assign(state, { settings, faults: faults ?? [], loaded: true })
  takePeople(people)
  state.exchanges = new Map(log.map((exchange) => [exchange.id, exchange]))
  changed()
}

/** After a restart the simulator has other people: then the first user's chat is on show. */
function takePeople(people) {
  state.people = peopleFrom(people)
  const { users } = state.people
  if (!users.some(({ userId }) => userId === state.speaker)) state.speaker = users[0]?.userId
  if (allChats().some(({ id }) => id === state.chat)) return
  state.chat = users[0]?.userId
  state.unread.clear()
}
