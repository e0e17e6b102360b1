import { html } from 'htm/preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { chatKind } from '../state/people.js'
import { send } from '../state/simulator.js'
import { state } from '../state/store.js'
import { openChat } from './chats.js'
import { Icon } from './icons.js'

const ITEMS = [
  ['Image', 'image', { type: 'image' }],
  ['Video', 'video', { type: 'video' }],
  ['Audio', 'audio', { type: 'audio' }],
  ['File', 'file', { type: 'file' }],
  ['Location', 'location', { type: 'location' }]
]
const IN_USERS_CHAT = [
  ['Follow', 'follow', { type: 'follow' }],
  ['Block', 'block', { type: 'unfollow' }],
  ['Beacon', 'beacon', { type: 'beacon' }]
]
const IN_GROUP = [
  ['Bot joins', 'join', { type: 'join' }],
  ['Bot leaves', 'leave', { type: 'leave' }],
  ['Member joins', 'follow', { type: 'memberJoined' }]
]

/** What else can be sent than text, behind a "+" as in LINE. */
export function PlusMenu() {
  const [isOpen, setOpen] = useState(false)
  const box = useRef()
  const toggle = useRef()

  useEffect(() => {
    if (!isOpen) return
    box.current.querySelector('.plus-items button').focus()
    const onOutside = ({ target }) => !box.current.contains(target) && setOpen(false)
    document.addEventListener('pointerdown', onOutside)
    return () => document.removeEventListener('pointerdown', onOutside)
  }, [isOpen])

  function close() {
    setOpen(false)
    toggle.current.focus()
  }
  function onKeyDown(event) {
    if (event.key === 'Escape' && isOpen) close()
  }
  function choose(event) {
    close()
    send(event)
  }
  function mention() {
    const [group] = state.people.groups
    close()
    if (chatKind(state.chat) === 'user' && group) openChat(group.groupId)
    send({ type: 'text', text: 'hello', mention: 'bot' })
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
