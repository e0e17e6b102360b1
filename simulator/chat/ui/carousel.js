import { html } from 'htm/preact'
import { useRef } from 'preact/hooks'
import { Icon } from './icons.js'

/** Cards side by side, swiped, scrolled, or moved by the buttons at its sides. */
export function Carousel({ label, children }) {
  const track = useRef()
  const move = (direction) =>
    track.current.scrollBy({ left: direction * track.current.clientWidth * 0.8, behavior: 'smooth' })
  return html`
    <div class="carousel">
      <div class="track" ref=${track} tabindex="0" role="group" aria-label=${label}>${children}</div>
      <button type="button" class="move back" aria-label="Back" onClick=${() => move(-1)}><${Icon} name="chevron" /></button>
      <button type="button" class="move on" aria-label="On" onClick=${() => move(1)}><${Icon} name="chevron" /></button>
    </div>`
}
