// Below the conversation: the field for a message, the menu of other events, and the rich menu.

/** @import { Unchecked } from '../types.d.ts' */
import { html } from 'htm/preact'
import { useRef, useState } from 'preact/hooks'
import { Cover, openRichMenu } from '../messages/actions.js'
import { Picture } from '../messages/media.js'
import { Area } from '../messages/templates.js'
import { send } from '../state/simulator.js'
import { chatKind, openChat, state } from '../state/store.js'
import { lookUp } from '../state/unchecked.js'
import { Icon } from './drawings.js'
import { EmojiPicker, emojisIn, StickerPicker } from './pickers.js'
import { Popup } from './popup.js'

/** The key code of a key that an input method consumed. */
const INPUT_METHOD = 229

/** The field for a message: Enter sends, Shift+Enter breaks the line. */
export function Composer() {
  const field = useRef(/** @type {HTMLTextAreaElement | null} */ (null))
  const [isEmpty, setEmpty] = useState(true)

  async function submit(/** @type {Event} */ event) {
    event.preventDefault()
    const { current } = field
    if (!current?.value) return
    const text = current.value
    current.value = ''
    setEmpty(true)
    const emojis = emojisIn(text)
    const sent = await send({ type: 'text', text, ...(emojis.length > 0 && { emojis }) })
    if (sent) return
    current.value ||= text // so that it can be sent later
    setEmpty(false)
  }

  function onKeyDown(/** @type {KeyboardEvent} */ event) {
    // While an input method composes Japanese or Chinese, Enter accepts its suggestion. In Safari the composition is over
    // at that time, and only the key code tells.
    const isComposing = event.isComposing || event.keyCode === INPUT_METHOD
    if (event.key === 'Enter' && !event.shiftKey && !isComposing) submit(event)
  }

  function insert(/** @type {string} */ emoji) {
    const { current } = field
    if (!current) return
    current.setRangeText(emoji, current.selectionStart, current.selectionEnd, 'end')
    setEmpty(false)
    current.focus()
  }

  return html`
    <form id="composer" class="composer" onSubmit=${submit}>
      <${PlusMenu} />
      <div class="field">
        <textarea id="text" ref=${field} rows="1" aria-label="Message" placeholder="Write a message"
          title="Enter sends, Shift+Enter breaks the line" onKeyDown=${onKeyDown}
          onInput=${() => setEmpty(!field.current?.value)}></textarea>
        <${EmojiPicker} insert=${insert} />
      </div>
      <${StickerPicker} />
      <button type="submit" class="send" aria-label="Send" title="Send" data-empty=${String(isEmpty)}>
        <${Icon} name="send" size=${22} />
      </button>
    </form>`
}

/** Label, icon, and the event to send. @type {[string, string, Unchecked][]} */
const ITEMS = [
  ['Image', 'image', { type: 'image' }],
  ['Video', 'video', { type: 'video' }],
  ['Audio', 'audio', { type: 'audio' }],
  ['File', 'file', { type: 'file' }],
  ['Location', 'location', { type: 'location' }]
]
/** @type {typeof ITEMS} */
const IN_USERS_CHAT = [
  ['Follow', 'follow', { type: 'follow' }],
  ['Block', 'block', { type: 'unfollow' }],
  ['Beacon', 'beacon', { type: 'beacon' }]
]
/** @type {typeof ITEMS} */
const IN_GROUP = [
  ['Bot joins', 'join', { type: 'join' }],
  ['Bot leaves', 'leave', { type: 'leave' }],
  ['Member joins', 'follow', { type: 'memberJoined' }]
]

/** The menu of what can be sent besides text, behind a "+" as in LINE. */
const PlusMenu = () => html`
  <${Popup} id="plus-items" name="More" title="Send something else" icon="plus" panel=${(
    /** @type {() => void} */ close
  ) => {
    function choose(/** @type {Unchecked} */ event) {
      close()
      send(event)
    }
    function mention() {
      const [group] = state.people.groups
      if (chatKind(state.chat) === 'user' && group) openChat(group.groupId)
      choose({ type: 'text', text: 'hello', mention: 'bot' })
    }
    const items = [...ITEMS, ...(chatKind(state.chat) === 'user' ? IN_USERS_CHAT : IN_GROUP)]
    return html`
      ${items.map(
        ([label, icon, event]) =>
          html`<button type="button" onClick=${() => choose(event)}><${Icon} name=${icon} size=${24} /> ${label}</button>`
      )}
      <button type="button" onClick=${mention}><${Icon} name="mention" size=${24} /> Mention in group</button>`
  }} />`

/** In place of the composer in a group or room that the bot has left. */
export const Invitation = () => html`
  <div class="composer invitation">
    <p>${state.people.bot.displayName} is not in this ${chatKind(state.chat)} any more, so LINE sends it nothing from here.</p>
    <button type="button" class="primary" onClick=${() => send({ type: 'join' })}>Invite it again</button>
  </div>`

/** The menu that the bot gave to the user of this chat. */
export function RichMenu() {
  const menu = lookUp(state.richMenus, state.chat)
  if (!menu) return ''
  const { selected, size, areas, chatBarText, richMenuId } = menu
  const isOpen = state.isRichMenuOpen ?? selected
  const url = new URL(`simulator/rich-menus/${richMenuId}/image`, location.href).href
  const ratio = size.width / size.height
  return html`
    <div class="rich-menu">
      <button type="button" class="rich-menu-bar" aria-expanded=${String(isOpen)} aria-controls="rich-menu" onClick=${() => openRichMenu(!isOpen)}>
        <${Icon} name=${isOpen ? 'down' : 'up'} size=${15} /> ${chatBarText}
      </button>
      <div id="rich-menu" class="rich-menu-picture" hidden=${!isOpen} style=${{ '--ratio': ratio }}>
        <${Picture} key=${richMenuId} url=${url} alt=${chatBarText} fit="fill" />
        ${areas.map(({ bounds, action }) => html`<${Area} bounds=${bounds} size=${size}><${Cover} action=${action} /><//>`)}
      </div>
    </div>`
}
