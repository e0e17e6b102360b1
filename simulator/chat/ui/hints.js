// Errors and their remedies: for a webhook, for a call, and at the top of the page.

/** @import { Call, Tone, Webhook } from '../types.d.ts' */
import { html } from 'htm/preact'
import { isOver, isRightlyRejected, webhooks } from '../state/exchanges.js'
import { state } from '../state/store.js'
import { listOf, lookUp, objectOf, parsed } from '../state/unchecked.js'

/** @typedef {{ text: string, tone: Tone }} Hint */

/** Explains the result of a webhook, with a remedy; undefined if it succeeded.
 *
 * @param {Webhook} webhook
 * @returns {Hint | undefined}
 */
export function hintOf(webhook) {
  if (!isOver(webhook)) return
  const { signed, status, reason, detail = '' } = webhook
  if (signed) return hintOfForgery(webhook)
  if (!reason) return
  const hint = lookUp(HINTS, status ?? reason)
  return { tone: 'bad', text: `${reason}: ${hint ? hint(webhook) : detail}` }
}

/**
 * A webhook with a wrong signature: the bot should reject it.
 *
 * @param {Webhook} webhook
 * @returns {Hint}
 */
function hintOfForgery(webhook) {
  const { signed, status, reason, detail = '' } = webhook
  const how = signed === 'none' ? 'it has no signature' : 'it is signed with another secret'
  if (status === undefined) return { tone: 'bad', text: `${reason}: ${detail}` }
  if (isRightlyRejected(webhook)) {
    return { tone: 'good', text: `The bot correctly rejected the signature: ${how}.` }
  }
  if (status >= 300)
    return { tone: 'warn', text: `The bot rejected the webhook, but not because of its signature: ${how}.` }
  return {
    tone: 'bad',
    text: `The bot accepted a webhook that LINE did not send: ${how}. Does the bot verify x-line-signature?`
  }
}

/** By status or reason. @type {Record<string, (webhook: Webhook) => string>} */
const HINTS = {
  could_not_connect: ({ url }) => {
    if (!url) return 'The channel has no webhook URL: let the bot set one, or PUT /simulator/settings.'
    if (state.settings.useWebhook === false) return '“Use webhook” is off.'
    return botTrouble() ?? `Nothing listens at ${url}: start the bot, or set another webhook URL.`
  },
  request_timeout: () => `LINE waits at most 2 seconds for the response to a webhook. ${redelivery()}`,
  unclassified: () => botTrouble() ?? 'The bot closed the connection without a response: see its log.',
  400: () => 'LINE rejected a reply (see the call below), or the bot does not recognize this as a webhook.',
  401: () => 'The bot requires a login, which LINE does not have.',
  403: () => 'The bot rejected the signature: does it use the channel secret of this simulator?',
  404: ({ url }) => `There is nothing at ${pathOf(url)}: is the path right?`,
  405: ({ url }) => `${pathOf(url)} does not accept POST: is the path right?`,
  500: () => 'The bot failed: see its log.',
  503: () => `The bot asks LINE to redeliver the webhook. ${redelivery()}`
}

const pathOf = (/** @type {string} */ url) => (URL.canParse(url) ? new URL(url).pathname : url)

const redelivery = () =>
  state.settings.redelivery
    ? 'LINE redelivers it automatically.'
    : 'LINE redelivers it only if webhook redelivery is on: switch it on above.'

/** Why a bot that the playground started does not respond. */
function botTrouble() {
  if (state.bot?.state === 'starting') return 'The bot is starting: send it again in a moment.'
  if (state.bot?.state === 'stopped') return 'The bot has stopped: see the top of this page.'
}

/** The reason why LINE rejected a call, from its response. */
export function rejectionOf(/** @type {Call} */ { status, response }) {
  if (status === 'dropped') return 'LINE closed the connection without a response'
  const { message, details, error_description: description } = parsed(response) ?? {}
  return [
    message ?? description,
    ...listOf(details)
      .map(objectOf)
      .map(({ property, message }) => `${property}: ${message}`)
  ]
    .filter(Boolean)
    .join('; ')
}

/** The problem that concerns the whole page. @returns {{ title?: string, text?: string | undefined, output?: string | undefined }} */
function problem() {
  const { bot } = state
  if (!state.online) {
    return {
      title: 'The simulator does not answer.',
      text: 'Restart it; this page reconnects by itself.'
    }
  }
  if (!state.loaded) return {}
  if (state.failure) return { title: state.failure }
  if (bot?.state === 'starting' && bot.title) return { title: bot.title }
  if (bot?.state === 'stopped') {
    const { title = 'The bot has stopped.', remedy, output } = bot
    return { title, text: remedy, output }
  }
  const last = webhooks().findLast(isOver)
  if (last?.reason !== 'could_not_connect' && last?.reason !== 'unclassified') return {}
  if (bot?.state === 'starting') return { title: 'The bot is starting …' }
  if (bot && bot.since > last.at) return {}
  return {
    title: `The bot does not answer at ${last.url || '(no webhook URL)'}.`,
    text: HINTS[last.reason]?.(last)
  }
}

/** How long the page's first request may take before a notice is shown, in milliseconds. */
const PATIENCE_MS = 2_000

/** The notice at the top of the page. It is also rendered without a problem, so that screen readers announce changes. */
export function Notice() {
  const { title, text, output } = problem()
  const isHidden = !title || !(state.loaded || performance.now() > PATIENCE_MS)
  return html`
    <div id="notice" class="notice" role="alert" hidden=${isHidden}>
      ${title && html`<p><strong>${title}</strong> ${text}</p>`}
      ${output && html`<pre tabindex="0" aria-label="Output of the bot">${output}</pre>`}
    </div>`
}
