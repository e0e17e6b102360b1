import { html } from 'htm/preact'
import { notice } from '../state/hints.js'
import { state } from '../state/store.js'

/** Says what is not well, and what to do. It is always there, so that screen readers hear when it says something. */
export function Notice() {
  const { title, text, output } = (state.loaded || !state.online ? notice() : undefined) ?? {}
  return html`
    <div id="notice" class="notice" role="alert" hidden=${!title || !hasStarted()}>
      ${title && html`<p><strong>${title}</strong> ${text}</p>`}
      ${output && html`<pre tabindex="0" aria-label="What the bot said">${output}</pre>`}
    </div>`
}

/** The first answer of the simulator takes a moment: that is no fault. */
const hasStarted = () => state.loaded || performance.now() > 2_000
