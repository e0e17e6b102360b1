// Draws a message in the gallery as in a chat, in light and dark mode.

import { html } from 'htm/preact'
import { isWide, Message, QuickReplies, quickReplyItems } from '../messages/message.js'
import { Boundary, BrokenCard } from '../ui/boundary.js'
import { SenderPicture, senderOf } from '../ui/conversation.js'

const SCHEMES = ['light', 'dark']

/** What `draw` returns, in both colour schemes. @param {{ draw: () => unknown }} props */
export const InBothSchemes = ({ draw }) =>
  SCHEMES.map((scheme) => html`<div class="sky" data-scheme=${scheme}>${draw()}</div>`)

/** A message of the bot's. */
export function SampleMessage(/** @type {{ message: unknown }} */ { message }) {
  return html`
    <div class="message theirs first ${isWide(message) ? 'wide' : ''}">
      <span class="beside"><${SenderPicture} message=${message} by="bot" /></span>
      <div class="stack">
        <span class="sender">${senderOf({ message, by: 'bot' })}</span>
        <div class="row-of-bubble"><div class="content">
          <${Boundary} subject=${message} fallback=${(/** @type {Error} */ error) => html`<${BrokenCard} error=${error} json=${message} />`}>
            <${Message} message=${message} />
          <//>
        </div></div>
      </div>
    </div>
    <${Boundary} subject=${message} fallback=${() => ''}><${Replies} message=${message} /><//>`
}

function Replies(/** @type {{ message: unknown }} */ { message }) {
  const items = quickReplyItems(message)
  return items.length > 0 ? html`<${QuickReplies} items=${items} />` : ''
}
