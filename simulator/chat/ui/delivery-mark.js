import { html } from 'htm/preact'
import { isOver } from '../state/events.js'
import { outcomeOf } from '../state/outcome.js'

/** "Read" once the bot answered 2xx to one of an event's webhooks; what is not well, and what came of it, in words. */
export function DeliveryMark({ entry: { deliveries, event } }) {
  const done = deliveries.filter(isOver)
  const isRead = done.some(({ reason }) => !reason)
  const redelivered = deliveries.length > 1 && deliveries.at(-1).attempt > 1
  return html`
    ${isRead ? html`<span>Read</span>` : html`<${NotRead} done=${done} deliveries=${deliveries} />`}
    ${isRead && redelivered && html`<span class="note">after redelivery</span>`}
    ${isRead && html`<${Unanswered} event=${event} deliveries=${deliveries} />`}`
}

function NotRead({ done, deliveries }) {
  if (done.length < deliveries.length) return html`<span aria-label="on its way">…</span>`
  const { status, reason, signed = 'good' } = done.at(-1)
  if (signed !== 'good' && status >= 400 && status < 500) {
    return html`<span class="note" title="LINE did not sign it, and the bot refused it">Rightly refused</span>`
  }
  return html`<span class="bad">Not taken: ${status ? `the bot answered ${status}` : reason}</span>`
}

/** A message that the bot took and did not answer: why, where that is known. */
function Unanswered({ event, deliveries }) {
  const outcomes = deliveries.map((webhook) => outcomeOf(webhook, event)).filter(Boolean)
  const isAnswered = outcomes.some(({ label }) => label === 'replied' || label === 'stored')
  const told = outcomes.findLast(({ label }) =>
    /^(ignored|no reply|rejected|failed|unconfirmed|postponed)/.test(label)
  )
  if (isAnswered || !told) return ''
  const { label, tone, words } = told
  return html`<span class=${tone === 'bad' ? 'note bad' : 'note'} title=${words}>${label === 'no reply' ? 'no reply' : capitalised(label)}</span>`
}

const capitalised = (text) => text[0].toUpperCase() + text.slice(1)
