import { chatsOf } from './events.js'
import { allChats, peopleFrom } from './people.js'
import { ask } from './simulator.js'
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
  for (const [name, follow] of Object.entries(FOLLOW)) {
    stream.addEventListener(name, ({ data }) => follow(JSON.parse(data)))
  }
}

/** What else changes, by whoever changes it: a script, another page, the bot. */
const FOLLOW = {
  settings: async () => take('settings', await ask('settings')),
  faults: async () => take('faults', await ask('faults')),
  people: async () => takePeople(await ask('people')),
  cleared: () => {
    state.exchanges.clear()
    state.unread.clear()
    changed()
  },
  'rich-menu': ({ userIds }) => loadRichMenus(userIds),
  loading: ({ userId, until }) => {
    state.loading[userId] = { since: Date.now(), until }
    changed()
  },
  bot: (bot) => take('bot', bot)
}

function take(what, value) {
  if (value === undefined) return
  state[what] = value
  changed()
}

/** What each of these users has below the chat. */
async function loadRichMenus(userIds) {
  await Promise.all(
    userIds.map(async (userId) => {
      const { richMenu, imageUrl } = (await ask(`rich-menu?user=${encodeURIComponent(userId)}`)) ?? {}
      state.richMenus[userId] = richMenu ? { ...richMenu, imageUrl } : undefined
    })
  )
  changed()
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
  const paths = ['log', 'people', 'settings', 'faults', 'bot']
  const [log, people, settings, faults, bot] = await Promise.all(paths.map(ask))
  if (!log || !people || !settings) return
  state.exchanges = new Map(log.map((exchange) => [exchange.id, exchange]))
  Object.assign(state, { settings, faults: faults ?? [], bot: bot?.state ? bot : undefined, loaded: true })
  state.failure = ''
  takePeople(people)
  await loadRichMenus(state.people.users.map(({ userId }) => userId))
}

/** After a restart the simulator has other people: then the first user's chat is on show. */
function takePeople(people) {
  if (!people) return
  changed()
  state.people = peopleFrom(people)
  const { users } = state.people
  if (!users.some(({ userId }) => userId === state.speaker)) state.speaker = users[0]?.userId
  if (allChats().some(({ id }) => id === state.chat)) return
  state.chat = users[0]?.userId
  state.unread.clear()
}
