// The list of chats, and the header of the open one.

/** @import { TargetedEvent } from 'preact' */
/** @import { Chat } from '../types.d.ts' */
import { html } from 'htm/preact'
import { summaryOf } from '../messages/message.js'
import { entriesOf } from '../state/entries.js'
import { kindOf } from '../state/exchanges.js'
import { saveChat } from '../state/simulator.js'
import { allChats, changed, chatKind, hasLeft, membersOf, nameOf, openChat, state } from '../state/store.js'
import { Avatar, Icon } from './drawings.js'

/** The first user and the first group, and the chats in which something happened. */
function shownChats() {
  const used = new Set([...state.exchanges.values()].flatMap(({ chats = [] }) => chats))
  const firsts = new Set()
  return allChats().filter(({ id, kind }) => {
    const isFirst = kind !== 'room' && !firsts.has(kind)
    firsts.add(kind)
    return isFirst || used.has(id) || id === state.chat
  })
}

export const Chats = () => html`
  <nav class="chats" aria-label="Chats">
    ${shownChats().map((chat) => html`<${ChatTab} key=${chat.id} ...${chat} />`)}
  </nav>`

/** The name is a button over the whole tab. */
function ChatTab(/** @type {Chat} */ { id, name, kind }) {
  const unread = state.unread.get(id) ?? 0
  const { message, event } = entriesOf(id).at(-1) ?? {}
  const last = message ? summaryOf(message) : event ? kindOf(event) : ''
  return html`
    <div class="chat-tab ${unread > 0 ? 'new' : ''} ${id === state.chat ? 'open' : ''}">
      <${Avatar} id=${id} kind=${kind} size=${44} />
      <div class="chat-tab-text">
        <button type="button" class="chat-tab-name" aria-pressed=${String(id === state.chat)}
          aria-description=${unread > 0 ? `${unread} new` : undefined} onClick=${() => openChat(id)}>${name}</button>
        <span class="chat-tab-last">${last}</span>
      </div>
      ${unread > 0 && html`<span class="badge" aria-hidden="true">${unread > 99 ? '99+' : unread}</span>`}
    </div>`
}

/** The name of the open chat, which in a user's chat is the bot's; in a group, the choice of the speaker. */
export function ChatHeader() {
  const { chat, people, speaker } = state
  const { bot } = people
  const kind = chatKind(chat)
  const isUsers = kind === 'user'
  const members = membersOf(chat)
  const isIn = !hasLeft(chat)

  function choose(/** @type {TargetedEvent<HTMLSelectElement>} */ { currentTarget }) {
    state.speaker = currentTarget.value
    changed()
  }
  return html`
    <header class="chat-header">
      <${Avatar} id=${isUsers ? bot.userId : chat} kind=${kind} size=${38} />
      <div class="chat-title">
        <h1 id="chat-name">${isUsers ? bot.displayName : `${nameOf(chat)} (${members.length + (isIn ? 1 : 0)})`}</h1>
        <p>${isUsers ? `as ${nameOf(chat)} sees it` : `${bot.displayName} ${isIn ? 'is' : 'is not'} in it`}</p>
      </div>
      ${
        !isUsers &&
        html`<label class="choice"><span>You are</span>
          <select value=${speaker} onChange=${choose}>
            ${members.map((id) => html`<option value=${id}>${nameOf(id)}</option>`)}
          </select>
        </label>`
      }
      ${
        entriesOf(chat).length > 0 &&
        html`<button type="button" class="small-button save" aria-label="Save as a test"
          title="Downloads this chat as a test: line-platform-simulator replay" onClick=${saveChat}>
          <${Icon} name="save" size=${16} /> <span>Save as a test</span>
        </button>`
      }
    </header>`
}
