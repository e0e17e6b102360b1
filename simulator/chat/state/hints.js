import { isOver, parsed, webhooks } from './events.js'
import { state } from './store.js'

/** What a webhook's end means and what to do about it: `{text, tone}`, or undefined when all is well. */
export function hintOf(webhook) {
  if (!isOver(webhook)) return
  const { signed = 'good', status, reason } = webhook
  if (signed !== 'good') return ofForgery(webhook)
  if (!reason) return
  return { tone: 'bad', text: `${reason}: ${HINTS[status ?? reason]?.(webhook) ?? webhook.detail ?? ''}` }
}

/** LINE did not sign it: the bot does well to refuse it. */
function ofForgery({ signed, status, reason, detail }) {
  const how = signed === 'none' ? 'it has no signature' : 'it is signed with another secret'
  if (status === undefined) return { tone: 'bad', text: `${reason}: ${detail ?? ''}` }
  if (status >= 400 && status < 500) {
    return { tone: 'good', text: `It refused the signature, as it should: ${how}.` }
  }
  if (status >= 300) return { tone: 'warn', text: `It did not take it, but not for its signature: ${how}.` }
  return {
    tone: 'bad',
    text: `It took a webhook that LINE did not send: ${how}. Does the bot check x-line-signature?`
  }
}

const HINTS = {
  could_not_connect: ({ url }) => {
    if (!url) return 'The channel has no webhook URL: let the bot set one, or PUT /simulator/settings.'
    if (state.settings.useWebhook === false) return '“Use webhook” is off.'
    return botTrouble() ?? `Nothing listens at ${url}: start the bot, or set another webhook URL.`
  },
  request_timeout: () => `LINE waits two seconds for the answer to a webhook, no longer. ${again()}`,
  unclassified: () => botTrouble() ?? 'It ended the connection without an answer: see its log.',
  400: () => 'LINE refused a reply, as the call below says, or the bot does not take this for a webhook.',
  401: () => 'The bot asks for a login: LINE has none.',
  403: () => 'It refused the signature: is its channel secret the one of this simulator?',
  404: ({ url }) => `There is nothing at ${pathOf(url)}: is the path right?`,
  405: ({ url }) => `${pathOf(url)} takes no POST: is the path right?`,
  500: () => 'An error of the bot: see its log.',
  503: () => `It asks for the webhook again. ${again()}`
}

const pathOf = (url) => (URL.canParse(url) ? new URL(url).pathname : url)

const again = () =>
  state.settings.redelivery
    ? 'LINE delivers it again by itself.'
    : 'LINE delivers it again only with webhook redelivery: switch it on above.'

/** What the playground knows about a bot that does not answer. */
function botTrouble() {
  if (state.bot?.state === 'starting') return 'The bot is starting: send it again in a moment.'
  if (state.bot?.state === 'stopped') return 'The bot has stopped: see the top of this page.'
}

/** What the page has to say before all else: `{title, text?, tone}`, or undefined. */
export function notice() {
  if (!state.online) {
    return {
      title: 'The simulator does not answer.',
      text: 'Start it again: this page goes on by itself.'
    }
  }
  if (state.failure) return { title: state.failure }
  if (state.bot?.state === 'starting' && state.bot.title) return { title: state.bot.title }
  if (state.bot?.state === 'stopped') {
    const { title, remedy, output } = state.bot
    return { title: title ?? 'The bot has stopped.', text: remedy, output }
  }
  const last = webhooks().findLast(isOver)
  if (last?.reason !== 'could_not_connect' && last?.reason !== 'unclassified') return
  if (state.bot?.state === 'starting') return { title: 'The bot is starting …' }
  if (state.bot && isNewer(state.bot.since, last)) return
  return {
    title: `The bot does not answer at ${last.url || '(no webhook URL)'}.`,
    text: HINTS[last.reason](last)
  }
}

const isNewer = (since, webhook) => since !== undefined && since > webhook.at

/** Why LINE refused a call, in its words. */
export function refusalOf({ status, response }) {
  if (status === 'dropped') return 'LINE ended the connection without an answer'
  const { message, details = [], error_description: description } = parsed(response) ?? {}
  const list = Array.isArray(details) ? details : []
  return [message ?? description, ...list.map((one) => `${one?.property}: ${one?.message}`)]
    .filter(Boolean)
    .join('; ')
}
