import { html } from 'htm/preact'
import { summaryOf } from '../messages/message.js'
import { entriesOf } from '../state/conversation.js'
import { chatsOf } from '../state/events.js'
import { allChats } from '../state/people.js'
import { changed, state } from '../state/store.js'
import { Avatar } from './faces.js'

/** Shows another chat. */
export function openChat(id) {
  state.chat = id
  const { users } = state.people
  if (users.some(({ userId }) => userId === id)) state.speaker = id
  changed()
}

/** The first user and the first group are always there; others once something happened in their chat. */
function shownChats() {
  const used = new Set([...state.exchanges.values()].flatMap(chatsOf))
  const firsts = new Set()
  return allChats().filter(({ id, kind }) => {
    const isFirst = kind !== 'room' && !firsts.has(kind)
    firsts.add(kind)
    return isFirst || used.has(id) || id === state.chat
  })
}

export const Chats = () => html`
  <nav class="chats" aria-label="Chats">
    ${shownChats().map((chat) => html`<${Chat} key=${chat.id} ...${chat} />`)}
  </nav>`

/** The name is the button, which lies over the whole of it. */
function Chat({ id, name, kind }) {
  const unread = state.unread.get(id) ?? 0
  const last = entriesOf(id).at(-1)
  return html`
    <div class="chat-tab ${unread > 0 ? 'new' : ''} ${id === state.chat ? 'open' : ''}">
      <${Avatar} id=${id} kind=${kind} size=${44} />
      <div class="chat-tab-text">
        <button type="button" class="chat-tab-name" aria-pressed=${String(id === state.chat)}
          aria-description=${unread > 0 ? `${unread} new` : undefined} onClick=${() => openChat(id)}>${name}</button>
        <span class="chat-tab-last">${last?.message ? summaryOf(last.message) : (last?.kind ?? '')}</span>
      </div>
      ${unread > 0 && html`<span class="badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>`}
    </div>`
}
