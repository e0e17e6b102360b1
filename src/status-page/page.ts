import { type Html, html } from './html.ts'
import { LANGUAGES, type Language } from './language.ts'
import type { Status } from './status.ts'
import type { Texts } from './texts/en.ts'

type State = keyof Texts['states']

interface Step {
  state: State
  title: string
  text: string
  /** where it is done */
  link?: { href: string; text: string }
  extra?: Html | undefined
}

export interface PageOptions {
  status: Status
  language: Language
  /** the path of the callback route, for a reader whose address is not known */
  callbackPath: string
  /** the add-friend link as a picture, in SVG */
  qrCode: string | undefined
}

const CONSOLE = 'https://developers.line.biz/console/'
const MANAGER = 'https://manager.line.biz/'

/** The page at `/`: the webhook URL, what is left to do, and what happened last. */
export function page({ status, language, callbackPath, qrCode }: PageOptions): string {
  const texts: Texts = LANGUAGES[language]
  const steps = stepsOf(status, texts, qrCode)
  const title = status.bot?.name ?? texts.title
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/site.css">
<script src="/site.js" defer></script>
</head>
<body>
<nav aria-label="${texts.language}">${Object.keys(LANGUAGES).map((other) => languageLink(other as Language, language))}</nav>
<main>
<header data-live="head">
${status.bot?.pictureUrl ? html`<img class="face" src="${status.bot.pictureUrl}" alt="" width="64" height="64">` : ''}
<div><h1>${title}</h1><p class="summary ${summaryState(steps)}">${texts.running} ${summary(steps, texts)}</p></div>
</header>
<section aria-labelledby="url">
<h2 id="url">${texts.webhookUrl}</h2>
${address(status, texts, callbackPath)}
</section>
<section aria-labelledby="steps" data-live="steps">
<h2 id="steps">${texts.stepsTitle}</h2>
<ol class="steps">${steps.map((step) => stepItem(step, texts))}</ol>
</section>
<section aria-labelledby="facts" data-live="facts">
<h2 id="facts">${texts.factsTitle}</h2>
${facts(status, texts, language)}
<p class="note">${texts.factsNote}</p>
</section>
</main>
</body>
</html>
`.text
}

function address({ webhookUrl }: Status, texts: Texts, callbackPath: string): Html {
  if (!webhookUrl) return html`<p>${texts.noAddress} <code>${callbackPath}</code></p>`
  return html`<div class="url"><code id="webhook-url" tabindex="0">${webhookUrl}</code>
<button type="button" id="copy" data-copied="${texts.copied}" hidden>${texts.copy}</button></div>
${webhookUrl.startsWith('https:') ? '' : html`<p class="hint">${texts.needsHttps}</p>`}`
}

function stepsOf(status: Status, { steps: texts, ...common }: Texts, qrCode: string | undefined): Step[] {
  const { accessToken, bot, registered, useWebhook, lastReplySecondsAgo } = status
  const console = { href: CONSOLE, text: common.console }
  const token: Record<Status['accessToken'], Pick<Step, 'state' | 'text' | 'link'>> = {
    accepted: { state: 'done', text: texts.tokenAccepted(bot?.name ?? '') },
    refused: { state: 'wrong', text: texts.tokenRefused, link: console },
    'not-issued': { state: 'wrong', text: texts.tokenNotIssued, link: console },
    unknown: { state: 'unknown', text: texts.tokenUnknown }
  }
  const url: Record<Status['registered'], Pick<Step, 'state' | 'text' | 'link'>> = {
    this: { state: 'done', text: texts.urlDone },
    other: { state: 'wrong', text: texts.urlOther, link: console },
    none: { state: 'todo', text: texts.urlTodo, link: console },
    unknown: { state: 'unknown', text: texts.urlTodo, link: console }
  }
  const byHand = (text: string) => `${text} ${texts.byHand}`
  return [
    { title: texts.token, ...token[accessToken] },
    { title: texts.url, ...url[registered] },
    useWebhook
      ? { title: texts.use, state: 'done', text: texts.useDone }
      : { title: texts.use, state: accessToken === 'accepted' ? 'todo' : 'unknown', text: texts.useTodo },
    { title: texts.redelivery, state: 'byHand', text: byHand(texts.redeliveryTodo) },
    {
      title: texts.greeting,
      state: 'byHand',
      text: byHand(texts.greetingTodo),
      link: { href: MANAGER, text: common.manager }
    },
    {
      title: texts.hello,
      state: lastReplySecondsAgo === null ? 'todo' : 'done',
      text: texts.helloTodo,
      ...(bot && { link: { href: bot.addFriendUrl, text: common.addFriend } }),
      extra: qrCode
        ? html`<img class="qr" src="data:image/svg+xml,${encodeURIComponent(qrCode)}" alt="${common.qrCode}" width="148" height="148">`
        : undefined
    }
  ]
}

const SYMBOLS: Record<State, string> = { done: '✓', wrong: '!', todo: '', unknown: '?', byHand: '' }

const stepItem = ({ state, title, text, link, extra }: Step, { states }: Texts): Html =>
  html`<li class="${state}"><span class="tick" role="img" aria-label="${states[state]}">${SYMBOLS[state]}</span>
<div><h3>${title}</h3><p>${text}${link ? html` <a href="${link.href}" rel="noreferrer" target="_blank">${link.text}</a>` : ''}</p>${extra}</div></li>
`

function summaryState(steps: Step[]): State {
  const states = steps.map(({ state }) => state)
  return (['wrong', 'unknown', 'todo'] as const).find((state) => states.includes(state)) ?? 'done'
}

function summary(steps: Step[], texts: Texts): string {
  const state = summaryState(steps)
  if (state === 'wrong') return texts.wrong
  if (state === 'unknown') return texts.unknown
  const count = steps.filter((step) => step.state === 'todo').length
  return count === 0 ? texts.allDone : texts.todo(count)
}

function facts(status: Status, texts: Texts, language: Language): Html {
  const { lastWebhookSecondsAgo, lastReplySecondsAgo, lastFailure, lastSignatureMismatchSecondsAgo } = status
  const when = (seconds: number | null) => (seconds === null ? texts.never : ago(seconds, language))
  return html`<dl>
<dt>${texts.lastWebhook}</dt><dd>${when(lastWebhookSecondsAgo)}</dd>
<dt>${texts.lastReply}</dt><dd>${when(lastReplySecondsAgo)}</dd>
<dt>${texts.lastFailure}</dt><dd>${when(lastFailure?.secondsAgo ?? null)}${
    lastFailure !== null &&
    html`<br><span class="failure">${lastFailure.status ?? ''} ${texts.failures[lastFailure.reason]}</span>`
  }</dd>
${
  lastSignatureMismatchSecondsAgo !== null &&
  html`<dt>${texts.lastSignatureMismatch}</dt><dd>${when(lastSignatureMismatchSecondsAgo)}<br><span class="failure">${texts.failures.signature}</span></dd>
`
}</dl>`
}

const NAMES: Record<Language, string> = { en: 'English', ja: '日本語', 'zh-Hant': '繁體中文' }

const languageLink = (language: Language, current: Language): Html =>
  html`<a href="?lang=${language}" lang="${language}" hreflang="${language}"${language === current ? html` aria-current="true"` : ''}>${NAMES[language]}</a> `

/** How long ago something was, in the largest unit that fits. */
function ago(seconds: number, language: Language): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? (['second', 1] as const)
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(-Math.floor(seconds / size), unit)
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
] as const
