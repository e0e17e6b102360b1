import { html } from 'htm/preact'
import { chatKind, membersOf, nameOf } from '../state/people.js'
import { changed, state } from '../state/store.js'
import { Avatar } from './faces.js'

/** Who the chat is with: for a user the bot, for a group its name, and who speaks in it. */
export function ChatHeader() {
  const { chat, people, speaker } = state
  const kind = chatKind(chat)
  const bot = people.bot
  const members = kind === 'user' ? [] : membersOf(chat)
  return html`
    <header class="chat-header">
      <${Avatar} id=${kind === 'user' ? bot.userId : chat} kind=${kind} size=${38} />
      <div class="chat-title">
        <h1 id="chat-name">${kind === 'user' ? bot.displayName : `${nameOf(chat)} (${members.length + 1})`}</h1>
        <p>${kind === 'user' ? `as ${nameOf(chat)} sees it` : `${bot.displayName} is in it`}</p>
      </div>
      ${
        kind !== 'user' &&
        html`<label class="speaker">You are
          <select value=${speaker} onChange=${({ target }) => {
            state.speaker = target.value
            changed()
          }}>
            ${members.map((id) => html`<option value=${id}>${nameOf(id)}</option>`)}
          </select>
        </label>`
      }
    </header>`
}
