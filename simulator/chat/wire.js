import { $, h } from './dom.js'
import { CURES, call, eventsOf, state } from './simulator.js'

/** What is on the page: by the exchange's id its element, and whether it was over. */
const shown = new Map()

/** The exchanges, newest first. Those that have not changed stay as they are, opened or not. */
export function showWire() {
  for (const exchange of state.exchanges.values()) {
    const over = exchange.ms !== undefined
    const known = shown.get(exchange.id)
    if (known?.over === over && known.at === exchange.at) continue
    const element = exchangeItem(exchange)
    if (known) {
      element.firstChild.open = known.element.firstChild.open
      known.element.replaceWith(element)
    } else {
      $('exchanges').prepend(element)
    }
    shown.set(exchange.id, { element, over, at: exchange.at }) // after a restart the ids begin anew
  }
  for (const [id, { element }] of shown) {
    if (state.exchanges.has(id)) continue
    element.remove()
    shown.delete(id)
  }
}

function exchangeItem(exchange) {
  const { way, what, status, tone, why, parts } =
    exchange.kind === 'webhook' ? webhook(exchange) : apiCall(exchange)
  const time = new Date(exchange.at).toLocaleTimeString([], { hour12: false })
  const ms = exchange.ms === undefined ? '' : `${Math.round(exchange.ms)} ms`
  return h(
    'li',
    {},
    h(
      'details',
      {},
      h(
        'summary',
        {},
        h('span', { class: 'time' }, time),
        h('span', { class: 'way' }, way),
        h('span', { class: 'what' }, what),
        h(
          'span',
          { class: 'result' },
          h('span', { class: `status ${tone}` }, status),
          h('span', { class: 'ms' }, ms)
        ),
        why ? h('span', { class: 'why' }, why) : ''
      ),
      h('div', { class: 'detail' }, parts)
    )
  )
}

function webhook(exchange) {
  const { body, signature, url, status, reason, detail, ms, webhookEventIds } = exchange
  const events = eventsOf(exchange)
  const kinds = events.map(({ type, message }) => (message ? `${type}.${message.type}` : type)).join(', ')
  const again = events.some(({ deliveryContext }) => deliveryContext?.isRedelivery)
  const [webhookEventId] = webhookEventIds
  const redeliver = () => call('POST', 'redeliver', { webhookEventId })
  return {
    way: '→ bot',
    what: `webhook: ${kinds || 'no events'}${again ? ', redelivered' : ''}`,
    status: ms === undefined ? '…' : String(status ?? 'no answer'),
    tone: ms === undefined ? 'pending' : reason ? 'bad' : '',
    why: reason && `${reason}: ${CURES[status ?? reason] ?? detail}`,
    parts: [
      part('POST', url || '(the channel has no webhook URL)'),
      part('x-line-signature', signature ?? '(none)'),
      part('Body', pretty(body)),
      webhookEventId ? h('button', { type: 'button', onclick: redeliver }, 'Redeliver this event') : ''
    ]
  }
}

function apiCall({ method, path, request, response, status, requestId }) {
  const failed = status === 'dropped' || status >= 400
  return {
    way: '→ LINE',
    what: breakable(`${method} ${path}`),
    status: String(status),
    tone: failed ? 'bad' : '',
    why: failed && reasonOf(status, response),
    parts: [
      request ? part('Request', pretty(request)) : '',
      part('Answer', response ? pretty(response) : '(none: the connection was ended)'),
      part('x-line-request-id', requestId)
    ]
  }
}

/** May be broken into lines after each slash. */
const breakable = (path) => path.split(/(?<=\/)/).flatMap((part) => [part, h('wbr')])

function reasonOf(status, response) {
  if (status === 'dropped') return 'LINE ended the connection without an answer'
  const { message, details = [], error_description } = JSON.parse(response)
  return [message ?? error_description, ...details.map((one) => `${one.property}: ${one.message}`)].join('; ')
}

const part = (title, text) =>
  h('div', {}, h('h3', {}, title), h('pre', { tabindex: '0', 'aria-label': title }, text))

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
