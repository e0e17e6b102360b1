// What went over the wire: each webhook with the calls that it caused.

/** @import { TargetedEvent } from 'preact' */
/** @import { Call, Group, Webhook } from '../types.d.ts' */
import { html } from 'htm/preact'
import { Component } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { summaryOf } from '../messages/message.js'
import {
  eventsOf,
  groups,
  isOver,
  isRedelivery,
  isRightlyRejected,
  kindOf,
  outcomesOf
} from '../state/exchanges.js'
import { redeliver } from '../state/simulator.js'
import { Boundary, BrokenCard } from './boundary.js'
import { Icon } from './drawings.js'
import { hintOf, rejectionOf } from './hints.js'

/** The number of groups that are drawn at first. */
const SHOWN = 150

/** All groups, newest first. */
export function Wire() {
  const list = useRef(/** @type {HTMLElement | null} */ (null))
  const seen = useRef(0)
  const [limit, setLimit] = useState(SHOWN)
  const [isScrolled, setScrolled] = useState(false)
  const all = groups()
  const newest = all.at(-1)?.id ?? 0
  const fresh = all.filter(({ id }) => id > seen.current)

  useLayoutEffect(() => {
    if (!isScrolled) seen.current = newest
  }, [isScrolled, newest])

  function onScroll(/** @type {TargetedEvent<HTMLElement>} */ { currentTarget }) {
    setScrolled(currentTarget.scrollTop > 24)
  }
  return html`
    <div class="wire">
      ${isScrolled && fresh.length > 0 && html`<${News} fresh=${fresh} onClick=${() => list.current?.scrollTo(0, 0)} />`}
      <ol id="exchanges" ref=${list} tabindex="0" aria-label="Exchanges, newest first" onScroll=${onScroll}>
        ${all
          .slice(-limit)
          .reverse()
          .map((group) => html`<${WireGroup} key=${group.id} group=${group} />`)}
        ${all.length > limit && html`<li class="older"><button type="button" onClick=${() => setLimit(limit + SHOWN)}>Show older exchanges</button></li>`}
        ${all.length === 0 && html`<li class="nothing">Nothing yet: send a message, or press Verify.</li>`}
      </ol>
    </div>`
}

/**
 * A button for the groups that came while the list was scrolled. A redelivery is named.
 *
 * @param {{ fresh: Group[], onClick: () => void }} props
 */
function News({ fresh, onClick }) {
  const redelivered = fresh
    .map(({ webhook }) => (webhook ? eventsOf(webhook) : []))
    .findLast((events) => events.some(isRedelivery))
  const words = redelivered ? `Redelivered: ${redelivered.map(kindOf).join(', ')}` : `${fresh.length} new`
  return html`
    <div class="news" role="status">
      <button type="button" onClick=${onClick}><${Icon} name=${redelivered ? 'again' : 'up'} size=${16} /> ${words}</button>
    </div>`
}

/**
 * A webhook and the calls that it caused, or one call. It is drawn again only when something on it has changed.
 *
 * @extends {Component<{ group: Group }>}
 */
class WireGroup extends Component {
  shown = ''

  /** @override */
  shouldComponentUpdate(/** @type {{ group: Group }} */ { group: { webhook, calls } }) {
    const { group } = this.props
    return (
      webhook !== group.webhook ||
      calls.length !== group.calls.length ||
      calls.some((call, index) => call !== group.calls[index]) ||
      contextOf(webhook) !== this.shown
    )
  }

  /** @override */
  render(/** @type {{ group: Group }} */ { group: { id, webhook, calls } }) {
    this.shown = contextOf(webhook)
    return html`
      <${Boundary} subject=${webhook} fallback=${(/** @type {Error} */ error) => html`<li><${BrokenCard} title="Not to be shown" error=${error} json=${webhook ?? calls} /></li>`}>
        <li class=${webhook ? 'group' : 'group alone'} data-id=${id}>
          ${webhook && html`<${WebhookRow} webhook=${webhook} />`}
          ${calls.map((call) => html`<${CallRow} key=${call.id} call=${call} />`)}
        </li>
      <//>`
  }
}

/** The texts of a row that can change while its webhook does not. */
const contextOf = (/** @type {Webhook | undefined} */ webhook) =>
  webhook ? JSON.stringify([hintOf(webhook), outcomesOf(webhook)]) : ''

/**
 * @param {{ at: number, what: unknown, badge?: unknown, status: string, tone: string, ms: number | undefined,
 *   hint?: ReturnType<typeof hintOf>, children: unknown, className: string }} props
 */
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

function WebhookRow(/** @type {{ webhook: Webhook }} */ { webhook }) {
  const { at, url, body, status, ms, reason, signature, signed, attempt, webhookEventIds } = webhook
  const events = eventsOf(webhook)
  const kinds = events.map(kindOf).join(', ')
  const said = events.map(({ message }) => message).find((message) => typeof message?.text === 'string')
  const [eventId] = webhookEventIds
  const isBad = reason && !isRightlyRejected(webhook)
  const what = html`
    <span class="to-bot">webhook</span> <strong>${kinds || 'no events'}</strong>
    ${said && html` <span class="said">${summaryOf(said)}</span>`}
    ${events.some(isRedelivery) && html` <span class="chip again"><${Icon} name="again" size=${13} /> redelivered${attempt > 2 ? ` ×${attempt - 1}` : ''}</span>`}
    ${signed && html` <span class="chip">${signed === 'none' ? 'unsigned' : 'badly signed'}</span>`}`
  const outcomes = outcomesOf(webhook).map(
    ({ label, tone, words, count }) =>
      html`<span class="outcome ${tone}" title=${words}>${label}${count > 1 ? ` ×${count}` : ''}</span>`
  )
  return html`
    <${Row} className="webhook" at=${at} what=${what} badge=${outcomes} ms=${ms} hint=${hintOf(webhook)}
      status=${isOver(webhook) ? String(status ?? 'no answer') : '…'}
      tone=${!isOver(webhook) ? 'pending' : isBad ? 'bad' : ''}>
      <${Field} title="POST" text=${url || '(the channel has no webhook URL)'} />
      <${Field} title="x-line-signature" text=${signature ?? '(none)'} />
      <${Field} title="Body" text=${pretty(body)} />
      ${
        eventId !== undefined &&
        html`<button type="button" onClick=${() => redeliver(eventId)}><${Icon} name="again" size=${16} /> Redeliver this event</button>`
      }
    <//>`
}

function CallRow(/** @type {{ call: Call }} */ { call }) {
  const { method, path, status, ms, messages, request, response, requestId } = call
  const isBad = status === 'dropped' || status >= 400
  const what = html`
    <span class="to-line">to LINE</span> <span class="path">${method} ${breakable(path)}</span>
    ${messages && html` <span class="said">${messages.map(summaryOf).join(', ')}</span>`}`
  return html`
    <${Row} className="call" at=${call.at - ms} what=${what} status=${String(status)} ms=${ms} tone=${isBad ? 'bad' : ''}
      hint=${isBad && { tone: 'bad', text: rejectionOf(call) }}>
      ${request && html`<${Field} title="Request" text=${pretty(request)} />`}
      <${Field} title="Answer" text=${response ? pretty(response) : '(none: the connection was ended)'} />
      <${Field} title="x-line-request-id" text=${requestId} />
    <//>`
}

/** A path that can be broken into lines after each slash. */
const breakable = (/** @type {string} */ path) =>
  path.split(/(?<=\/)/).flatMap((part) => [part, html`<wbr />`])

const Field = (/** @type {{ title: string, text: string }} */ { title, text }) => html`
  <div>
    <h3>${title}</h3>
    <pre tabindex="0" aria-label=${title}>${text}</pre>
  </div>`

/** JSON with indentation; other text as it is. */
function pretty(/** @type {string} */ text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
