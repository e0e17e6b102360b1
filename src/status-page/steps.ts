import { checkAccessToken, checkUseWebhook, checkWebhookUrl, type Finding } from '../setup/checks.ts'
import { lineSays, type Texts } from '../setup/texts/texts.ts'
import { type Html, html, quote } from './html.ts'
import type { Status } from './status.ts'

export type State = keyof Texts['states']

/** A step of the setup. Steps that the page cannot check are ticked manually. */
export interface Step extends Omit<Finding, 'state' | 'found'> {
  id: string
  title: string
  state: State
  found?: string
  extra?: Html | false
}

const MANAGER = { href: 'https://manager.line.biz/', text: 'LINE Official Account Manager' }

/** Returns the steps of the setup in order. A custom host has neither LINE's consoles nor its automatic replies. */
export function stepsOf(status: Status, texts: Texts): Step[] {
  const { simulator, bot, lastReplySecondsAgo } = status
  const { steps } = texts
  const all: Step[] = [
    { id: 'token', title: steps.token, ...checkAccessToken(status, texts) },
    { id: 'url', title: steps.url, ...checkWebhookUrl(status, texts) },
    { id: 'use', title: steps.use, ...checkUseWebhook(status, texts), extra: verifyHelp(steps) },
    { id: 'redelivery', title: steps.redelivery, state: 'byHand', remedy: steps.redeliveryTodo },
    { id: 'greeting', title: steps.greeting, state: 'byHand', remedy: steps.greetingTodo, link: MANAGER },
    {
      id: 'hello',
      title: steps.hello,
      ...(lastReplySecondsAgo === null
        ? { state: 'todo', remedy: steps.helloTodo }
        : { state: 'done', found: steps.helloDone }),
      extra: !!bot?.addFriendUrl && addFriend(bot.addFriendUrl, texts)
    }
  ]
  if (!simulator) return all
  return all.filter(({ id }) => id !== 'greeting').map(({ link: _, ...step }) => step)
}

const verifyHelp = ({ verify, verify403, verify503, verifyOther }: Texts['steps']): Html =>
  html`<details class="help"><summary>${verify}</summary><ul><li>${verify403}</li><li>${verify503}</li><li>${verifyOther}</li></ul></details>`

/** The path of the bot's QR code. */
export const QR_CODE_PATH = '/add-friend.svg'

/** Renders the link to add the bot as a friend, also as a QR code for a phone's camera. */
export const addFriend = (url: string, texts: Texts): Html =>
  html`<div class="friend"><a class="button" href="${url}" rel="noreferrer" target="_blank">${texts.addFriend}</a>
<img class="qr" src="${QR_CODE_PATH}" alt="${texts.qrCode}" width="148" height="148"></div>`

const SYMBOLS: Record<State, string> = { done: '✓', wrong: '!', todo: '', unknown: '?', byHand: '' }

/** Renders a step, folded if it is done. The checkbox of manual steps needs JavaScript. */
export function stepItem(step: Step, texts: Texts): Html {
  const { states, steps } = texts
  const { id, state, title, found, remedy, error, link, extra } = step
  return html`<li data-live="step-${id}">
<details class="${state}" data-step="${id}" data-done="${states.done}" data-by-hand="${states.byHand}"${state !== 'done' && html` open`}><summary id="step-${id}"><span class="tick" role="img" aria-label="${states[state]}">${SYMBOLS[state]}</span> <h3>${title}</h3></summary>
<div class="body">${found && html`<p class="found">${found}</p>`}
${remedy && html`<p>${remedy}</p>`}
${error?.message && quote(lineSays(texts, error.status), error.message)}
${link && html`<p><a href="${link.href}" rel="noreferrer" target="_blank">${link.text}</a></p>`}
${extra}
${
  state === 'byHand' &&
  html`<p class="note">${steps.byHand}</p>
<div class="hand" hidden><label><input type="checkbox" id="tick-${id}"> ${steps.tick}</label></div>`
}</div></details></li>
`
}
