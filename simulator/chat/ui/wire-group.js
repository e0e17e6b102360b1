import { html } from 'htm/preact'
import { Component } from 'preact'
import { summaryOf } from '../messages/message.js'
import { eventsOf, isOver, isRefused, kindOf } from '../state/events.js'
import { hintOf, refusalOf } from '../state/hints.js'
import { outcomesOf } from '../state/outcome.js'
import { Boundary, BrokenCard } from './boundary.js'
import { Icon } from './icons.js'
import { CallDetail, WebhookDetail } from './wire-detail.js'

/** A webhook and the calls that it caused, or one call alone. It is drawn again only when it says something else. */
export class WireGroup extends Component {
  shouldComponentUpdate({ group }) {
    const { webhook, calls } = group
    return (
      webhook !== this.props.group.webhook ||
      calls.length !== this.props.group.calls.length ||
      calls.some((call, index) => call !== this.props.group.calls[index]) ||
      contextOf(webhook) !== this.context_
    )
  }

  render({ group: { webhook, calls, id } }) {
    this.context_ = contextOf(webhook)
    return html`
      <${Boundary} subject=${webhook} fallback=${(error) => html`<li><${BrokenCard} title="Not to be shown" error=${error} json=${webhook ?? calls} /></li>`}>
        <li class=${webhook ? 'group' : 'group alone'} data-id=${id}>
          ${webhook && html`<${WebhookRow} webhook=${webhook} />`}
          ${calls.map((call) => html`<${CallRow} key=${call.id} call=${call} />`)}
        </li>
      <//>`
  }
}

/** What a row says beside its exchange. */
const contextOf = (webhook) => webhook && JSON.stringify([hintOf(webhook), outcomesOf(webhook)])

function Row({ at, what, badge, status, tone, ms, hint, children, className }) {
  const time = new Date(at).toLocaleTimeString([], { hour12: false })
  return html`
    <details class=${className}>
      <summary>
        <span class="way" aria-hidden="true"><${Icon} name="chevron" size=${14} /></span>
        <span class="time">${time}</span>
        <span class="what">${what}</span>
        <span class="result">
          ${badge}
          <span class="status ${tone}">${status}</span>
          <span class="ms">${ms === undefined ? '' : `${Math.round(ms)} ms`}</span>
        </span>
        ${hint && html`<span class="why ${hint.tone}">${hint.text}</span>`}
      </summary>
      <div class="detail">${children}</div>
    </details>`
}

function WebhookRow({ webhook }) {
  const { at, status, ms, reason, signed = 'good', attempt } = webhook
  const events = eventsOf(webhook)
  const kinds = events.map(kindOf).join(', ')
  const isAgain = events.some(({ deliveryContext }) => deliveryContext?.isRedelivery === true)
  const said = events.map(({ message }) => message).find((message) => typeof message?.text === 'string')
  const isRefusedRightly = signed !== 'good' && status >= 400 && status < 500
  const what = html`
    <span class="to-bot">webhook</span> <strong>${kinds || 'no events'}</strong>
    ${said && html` <span class="said">${summaryOf(said)}</span>`}
    ${isAgain && html` <span class="chip again"><${Icon} name="again" size=${13} /> redelivered${attempt > 2 ? ` ×${attempt - 1}` : ''}</span>`}
    ${signed !== 'good' && html` <span class="chip">${signed === 'none' ? 'unsigned' : 'badly signed'}</span>`}`
  return html`
    <${Row} className="webhook" at=${at} what=${what} badge=${html`<${Outcomes} webhook=${webhook} />`}
      status=${isOver(webhook) ? String(status ?? 'no answer') : '…'} ms=${ms} hint=${hintOf(webhook)}
      tone=${!isOver(webhook) ? 'pending' : reason && !isRefusedRightly ? 'bad' : ''}>
      <${WebhookDetail} webhook=${webhook} />
    <//>`
}

const Outcomes = ({ webhook }) =>
  outcomesOf(webhook).map(
    ({ label, tone, words, count }) =>
      html`<span class="outcome ${tone}" title=${words}>${label}${count > 1 ? ` ×${count}` : ''}</span>`
  )

function CallRow({ call }) {
  const { method, path, status, ms, messages } = call
  const at = call.at - (ms ?? 0) // it is recorded when it ends
  const isBad = isRefused(call)
  const what = html`
    <span class="to-line">to LINE</span> <span class="path">${method} ${breakable(path)}</span>
    ${Array.isArray(messages) && html` <span class="said">${messages.map(summaryOf).join(', ')}</span>`}`
  return html`
    <${Row} className="call" at=${at} what=${what} status=${String(status)} ms=${ms} tone=${isBad ? 'bad' : ''}
      hint=${isBad && { tone: 'bad', text: refusalOf(call) }}>
      <${CallDetail} call=${call} />
    <//>`
}

/** May be broken into lines after each slash. */
const breakable = (path) =>
  String(path)
    .split(/(?<=\/)/)
    .flatMap((part) => [part, html`<wbr />`])
