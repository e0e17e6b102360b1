// Every message type of LINE's reference and some Flex bubbles, in the light and in the dark.

/** @import { Sample } from '../types.d.ts' */
import { html } from 'htm/preact'
import { render } from 'preact'
import { isWide, Message, QuickReplies, quickReplyItems } from '../messages/message.js'
import { state } from '../state/store.js'
import { Boundary, BrokenCard } from '../ui/boundary.js'
import { SenderPicture, senderOf } from '../ui/conversation.js'
import { FLEX_CARDS } from './flex-cards.js'
import { FLEX_LAYOUTS } from './flex-layouts.js'
import { FLEX_LETTERS } from './flex-letters.js'
import { BROKEN, MESSAGES } from './messages.js'

/** @type {[title: string, samples: Sample[]][]} */
const SECTIONS = [
  ['Messages', MESSAGES],
  ['Flex Messages', [...FLEX_CARDS, ...FLEX_LAYOUTS, ...FLEX_LETTERS]],
  ['What cannot be drawn', BROKEN]
]
const SCHEMES = ['light', 'dark']

state.people = { bot: { userId: 'bot', displayName: 'Echo bot' }, users: [], groups: [], rooms: [] }

function SampleMessage(/** @type {{ message: unknown }} */ { message }) {
  return html`
    <div class="message theirs first ${isWide(message) ? 'wide' : ''}">
      <span class="beside"><${SenderPicture} message=${message} by="bot" /></span>
      <div class="stack">
        <span class="sender">${senderOf({ message, by: 'bot' })}</span>
        <div class="row-of-bubble"><div class="content">
          <${Boundary} fallback=${(/** @type {Error} */ error) => html`<${BrokenCard} error=${error} json=${message} />`}>
            <${Message} message=${message} />
          <//>
        </div></div>
      </div>
    </div>
    <${Boundary} fallback=${() => ''}><${Replies} message=${message} /><//>`
}

function Replies(/** @type {{ message: unknown }} */ { message }) {
  const items = quickReplyItems(message)
  return items.length > 0 ? html`<${QuickReplies} items=${items} />` : ''
}

const Gallery = () => html`
  <header class="gallery-header">
    <h1>Gallery</h1>
    <p>Every message that LINE has, as this simulator draws it. Buttons here send nothing. <a href="./">To the chat</a></p>
  </header>
  <main class="gallery-main">
    ${SECTIONS.map(
      ([title, samples]) => html`
        <h2>${title}</h2>
        ${samples.map(
          ([name, message]) => html`
            <article class="sample" aria-label=${name}>
              <h3>${name}</h3>
              ${SCHEMES.map((scheme) => html`<div class="sky" data-scheme=${scheme}><${SampleMessage} message=${message} /></div>`)}
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
