import { changed, state } from './store.js'

/** Puts text into the composer, where it can be changed before it is sent. */
export function fillIn(text) {
  const field = document.getElementById('text')
  field.value = text
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.focus()
}

export function openRichMenu(isOpen) {
  state.isRichMenuOpen = isOpen
  changed()
}
