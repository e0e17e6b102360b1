import { html } from 'htm/preact'
import { DatePicker } from '../actions/date-picker.js'
import { Boundary, BrokenCard } from './boundary.js'
import { ChatHeader } from './chat-header.js'
import { Chats } from './chats.js'
import { Composer } from './composer.js'
import { Controls } from './controls.js'
import { Conversation } from './conversation.js'
import { Notice } from './notice.js'
import { RichMenu } from './rich-menu.js'
import { Wire } from './wire.js'

/** What one part cannot show is no reason for the others to stop. */
const Part = ({ children }) => html`
  <${Boundary} subject=${performance.now()} fallback=${(error) => html`<${BrokenCard} title="This part of the page cannot be shown" error=${error} />`}>
    ${children}
  <//>`

export const Page = () => html`
  <${Part}><${Notice} /><//>
  <main>
    <${Part}><${Chats} /><//>
    <section class="chat" aria-labelledby="chat-name">
      <${Part}><${ChatHeader} /><//>
      <${Part}><${Conversation} /><//>
      <${Composer} />
      <${Part}><${RichMenu} /><//>
    </section>
    <section class="exchanges" aria-labelledby="exchanges-name">
      <${Part}><${Controls} /><//>
      <${Part}><${Wire} /><//>
    </section>
  </main>
  <${Part}><${DatePicker} /><//>`
