import { html } from 'htm/preact'
import { redeliver } from '../state/simulator.js'
import { pretty } from './boundary.js'
import { Icon } from './icons.js'

const Field = ({ title, text }) => html`
  <div>
    <h3>${title}</h3>
    <pre tabindex="0" aria-label=${title}>${text}</pre>
  </div>`

export function WebhookDetail({ webhook: { url, signature, body, webhookEventIds = [] } }) {
  const [webhookEventId] = webhookEventIds
  return html`
    <${Field} title="POST" text=${url || '(the channel has no webhook URL)'} />
    <${Field} title="x-line-signature" text=${signature ?? '(none)'} />
    <${Field} title="Body" text=${pretty(body)} />
    ${
      webhookEventId !== undefined &&
      html`<button type="button" onClick=${() => redeliver(webhookEventId)}><${Icon} name="again" size=${16} /> Redeliver this event</button>`
    }`
}

export const CallDetail = ({ call: { request, response, requestId } }) => html`
  ${request && html`<${Field} title="Request" text=${pretty(request)} />`}
  <${Field} title="Answer" text=${response ? pretty(response) : '(none: the connection was ended)'} />
  <${Field} title="x-line-request-id" text=${requestId} />`
