// The gallery: a field for your own JSON, every message type of LINE's reference, and Flex bubbles, in light and dark
// mode.

/** @import { Sample } from '../types.d.ts' */
import { html } from 'htm/preact'
import { render } from 'preact'
import { state } from '../state/store.js'
import { FLEX_CARDS } from './flex-cards.js'
import { FLEX_LAYOUTS } from './flex-layouts.js'
import { FLEX_LETTERS } from './flex-letters.js'
import { BROKEN, MESSAGES } from './messages.js'
import { InBothSchemes, SampleMessage } from './sample.js'
import { YourJson } from './your-json.js'

/** @type {[title: string, samples: Sample[]][]} */
const SECTIONS = [
  ['Messages', MESSAGES],
  ['Flex Messages', [...FLEX_CARDS, ...FLEX_LAYOUTS, ...FLEX_LETTERS]],
  ['What cannot be drawn', BROKEN]
]

state.people = { bot: { userId: 'bot', displayName: 'Echo bot' }, users: [], groups: [], rooms: [] }

const Gallery = () => html`
  <header class="gallery-header">
    <h1>Gallery</h1>
    <p>Your own JSON, and every LINE message type, as this simulator draws them. The buttons in these messages do nothing. <a href="./">To the chat</a></p>
  </header>
  <main class="gallery-main">
    <${YourJson} />
    ${SECTIONS.map(
      ([title, samples]) => html`
        <h2>${title}</h2>
        ${samples.map(
          ([name, message]) => html`
            <article class="sample" aria-label=${name}>
              <h3>${name}</h3>
              <${InBothSchemes} draw=${() => html`<${SampleMessage} message=${message} />`} />
            </article>`
        )}`
    )}
  </main>`

document.addEventListener('click', stopButtons, true)
function stopButtons(/** @type {MouseEvent} */ event) {
  if (!(/** @type {Element} */ (event.target).closest('.sky button:not(.move)'))) return
  event.preventDefault()
  event.stopPropagation()
}

render(html`<${Gallery} />`, /** @type {HTMLElement} */ (document.getElementById('page')))
