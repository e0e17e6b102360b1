// Below the conversation: the field for a message, the menu of other events, and the rich menu.

/** @import { Unchecked } from '../types.d.ts' */
import { html } from 'htm/preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Cover, openRichMenu } from '../messages/actions.js'
import { Picture } from '../messages/media.js'
import { Area } from '../messages/templates.js'
import { send } from '../state/simulator.js'
import { chatKind, openChat, state } from '../state/store.js'
import { lookUp } from '../state/unchecked.js'
import { Icon } from './drawings.js'

/** LINE emoji, by the text that LINE's app writes into the message for them. Bots can send these two. */
const EMOJIS = {
  '(happy)': { productId: '5ac1bfd5040ab15980c9b435', emojiId: '001' },
  '(love)': { productId: '5ac1bfd5040ab15980c9b435', emojiId: '002' }
}

function emojisIn(/** @type {string} */ text) {
  return [...text.matchAll(/\(\w+\)/g)].flatMap(({ 0: name, index }) => {
    const emoji = lookUp(EMOJIS, name)
    return emoji ? [{ index, length: name.length, ...emoji }] : []
  })
}

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

  function insertEmoji() {
    const { current } = field
    if (!current) return
    current.setRangeText('(happy)', current.selectionStart, current.selectionEnd, 'end')
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
        <button type="button" class="icon-button" aria-label="Emoji" title="LINE emoji: typed as (happy), sent as an emoji" onClick=${insertEmoji}>
          <${Icon} name="smile" size=${22} />
        </button>
      </div>
      <button type="button" class="icon-button" aria-label="Sticker" title="Sticker" onClick=${() => send({ type: 'sticker' })}>
        <${Icon} name="sticker" size=${24} />
      </button>
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
function PlusMenu() {
  const [isOpen, setOpen] = useState(false)
  const box = useRef(/** @type {HTMLElement | null} */ (null))
  const toggle = useRef(/** @type {HTMLElement | null} */ (null))

  useEffect(() => {
    if (!isOpen) return
    const first = /** @type {HTMLElement} */ (box.current?.querySelector('.plus-items button'))
    first.focus()
    const onOutside = (/** @type {Event} */ { target }) => {
      if (!box.current?.contains(/** @type {Node} */ (target))) setOpen(false)
    }
    document.addEventListener('pointerdown', onOutside)
    return () => document.removeEventListener('pointerdown', onOutside)
  }, [isOpen])

  function close() {
    setOpen(false)
    toggle.current?.focus()
  }
  function onKeyDown(/** @type {KeyboardEvent} */ event) {
    if (event.key === 'Escape' && isOpen) close()
  }
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
    <div class="plus" ref=${box} onKeyDown=${onKeyDown}>
      <button type="button" class="icon-button" ref=${toggle} aria-label="More" aria-expanded=${String(isOpen)} aria-controls="plus-items"
        title="Send something else" onClick=${() => setOpen(!isOpen)}>
        <${Icon} name="plus" size=${24} />
      </button>
      <div id="plus-items" class="plus-items" role="group" aria-label="Send something else" hidden=${!isOpen}>
        ${items.map(
          ([label, icon, event]) =>
            html`<button type="button" onClick=${() => choose(event)}><${Icon} name=${icon} size=${24} /> ${label}</button>`
        )}
        <button type="button" onClick=${mention}><${Icon} name="mention" size=${24} /> Mention in group</button>
      </div>
    </div>`
}

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
