// The chat page: the conversation as LINE's users see it, and what goes over the wire.

import { html } from 'htm/preact'
import { render } from 'preact'
import { DatePicker } from './messages/actions.js'
import { connect } from './state/simulator.js'
import { hasLeft, onChange, state } from './state/store.js'
import { Boundary, BrokenCard } from './ui/boundary.js'
import { ChatHeader, Chats } from './ui/chats.js'
import { Composer, Invitation, RichMenu } from './ui/composer.js'
import { Controls } from './ui/controls.js'
import { Conversation } from './ui/conversation.js'
import { Notice } from './ui/hints.js'
import { Wire } from './ui/wire.js'

/** A part of the page. When it cannot be drawn, the other parts still are. */
const Part = (/** @type {{ children: unknown }} */ { children }) => html`
  <${Boundary} subject=${performance.now()} fallback=${(/** @type {Error} */ error) => html`<${BrokenCard} title="This part of the page cannot be shown" error=${error} />`}>
    ${children}
  <//>`

const Page = () => html`
  <${Part}><${Notice} /><//>
  <main>
    <${Part}><${Chats} /><//>
    <section class="chat" aria-labelledby="chat-name">
      <${Part}><${ChatHeader} /><//>
      <${Part}><${Conversation} /><//>
      ${hasLeft(state.chat) ? html`<${Invitation} />` : html`<${Composer} />`}
      <${Part}><${RichMenu} /><//>
    </section>
    <section class="exchanges" aria-labelledby="exchanges-name">
      <${Part}><${Controls} /><//>
      <${Part}><${Wire} /><//>
    </section>
  </main>
  <${Part}><${DatePicker} /><//>`

const root = /** @type {HTMLElement} */ (document.getElementById('page'))
const draw = () => render(html`<${Page} />`, root)
onChange(draw)
draw()
connect()
