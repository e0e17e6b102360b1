/** @import { ComponentChildren } from 'preact' */
import { html } from 'htm/preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from './drawings.js'

/**
 * A button that opens a panel above the composer. The panel closes with Escape and with a press elsewhere; opening focuses
 * its first button.
 *
 * @param {{ id: string, name: string, title: string, icon: string, size?: number, isAtEnd?: boolean,
 *   panel: (close: () => void) => ComponentChildren }} props `panel` returns the buttons
 */
export function Popup({ id, name, title, icon, size = 24, isAtEnd = false, panel }) {
  const [isOpen, setOpen] = useState(false)
  const box = useRef(/** @type {HTMLElement | null} */ (null))
  const toggle = useRef(/** @type {HTMLElement | null} */ (null))

  useEffect(() => {
    if (!isOpen) return
    const first = /** @type {HTMLElement} */ (box.current?.querySelector('.popup-panel button'))
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
  return html`
    <div class="popup" ref=${box} onKeyDown=${onKeyDown}>
      <button type="button" class="icon-button" ref=${toggle} aria-label=${name} aria-expanded=${String(isOpen)} aria-controls=${id}
        title=${title} onClick=${() => setOpen(!isOpen)}>
        <${Icon} name=${icon} size=${size} />
      </button>
      <div id=${id} class="popup-panel ${isAtEnd ? 'at-end' : ''}" role="group" aria-label=${title} hidden=${!isOpen}>
        ${isOpen && panel(close)}
      </div>
    </div>`
}
