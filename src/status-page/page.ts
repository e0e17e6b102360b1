import packageJson from '../../package.json' with { type: 'json' }
import { fill, LANGUAGES, type Language, type Texts } from '../setup/texts/texts.ts'
import { problems, recentActivity } from './activity.ts'
import { type Html, html } from './html.ts'
import type { Status } from './status.ts'
import { addFriend, type State, type Step, stepItem, stepsOf } from './steps.ts'

export interface PageOptions {
  status: Status
  language: Language
  /** the path of the callback route, shown if the bot's address is unknown */
  callbackPath: string
  /** the host of LINE_API_BASE_URL */
  lineHost: string
}

/**
 * Renders the page at `/`: problems, the webhook URL, the steps of the setup, and recent activity. A script replaces the
 * elements with `data-live` when they change.
 */
export function page({ status, language, callbackPath, lineHost }: PageOptions): string {
  const texts: Texts = LANGUAGES[language]
  const steps = stepsOf(status, texts)
  const summary = summaryOf(status, steps, texts)
  const title = status.bot?.name ?? texts.title
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/site.css">
<script type="module" src="/site.js"></script>
</head>
<body>
<nav aria-label="${texts.language}">${Object.keys(LANGUAGES).map((other) => languageLink(other as Language, language))}</nav>
<main>
<header>
<div data-live="face"><img src="${status.bot?.pictureUrl ?? '/icon.svg'}" alt="" width="64" height="64"></div>
<div><h1 data-live="title">${title}</h1>
<p>${texts.running}</p>
<div data-live="summary" role="status"><p class="summary ${summary.state}">${summary.text}</p></div></div>
</header>
${status.simulator && html`<section>${fill(texts.customHost, { host: lineHost })}</section>`}
<div data-live="problems">${problems(status, texts, language)}</div>
<div data-live="celebration" aria-live="polite">${summary.state === 'done' && celebration(status, texts)}</div>
<div class="columns">
<div>
<section aria-labelledby="url">
<h2 id="url">Webhook URL</h2>
${address(status, texts, callbackPath)}
</section>
<section aria-labelledby="steps">
<h2 id="steps">${texts.stepsTitle}</h2>
<ol class="steps">${steps.map((step) => stepItem(step, texts))}</ol>
</section>
</div>
<section aria-labelledby="activity" data-live="activity">
<h2 id="activity">${texts.activityTitle}</h2>
${recentActivity(status, texts, language)}
<p class="note">${texts.activityNote}</p>
</section>
</div>
</main>
<footer><a href="${packageJson.repository}${texts.readme}" rel="noreferrer">${texts.docs}</a> <a href="/status">${texts.json}</a></footer>
</body>
</html>
`.text
}

const languageLink = (language: Language, current: Language): Html =>
  html`<a href="?lang=${language}" lang="${language}" hreflang="${language}"${language === current && html` aria-current="true"`}>${LANGUAGES[language].name}</a> `

/** Summarizes the state of the bot in one sentence. */
function summaryOf(
  { problems }: Status,
  steps: Step[],
  texts: Texts
): { state: State | 'doubtful'; text: string } {
  const has = (state: State) => steps.some((step) => step.state === state)
  const isCertain = problems.some((problem) => problem !== 'signature')
  if (isCertain || has('wrong')) return { state: 'wrong', text: texts.wrong }
  if (problems.length > 0) return { state: 'doubtful', text: texts.doubtful }
  if (has('unknown')) return { state: 'unknown', text: texts.unknown }
  const count = steps.filter(({ state }) => state === 'todo').length
  return count > 0
    ? { state: 'todo', text: fill(texts.todo, { count }) }
    : { state: 'done', text: texts.allDone }
}

/** Hidden until the script finds that all manual steps are ticked. */
const celebration = ({ bot }: Status, texts: Texts): Html =>
  html`<section class="celebration" aria-labelledby="celebration" hidden>
<svg viewBox="0 0 64 64" width="64" height="64" fill="#067a3c" stroke="#ffb703" stroke-width="4" aria-hidden="true"><circle cx="32" cy="32" r="28" stroke-dasharray="5 9.66"/><path d="M20 33l9 9 16-18" fill="none" stroke="#fff"/></svg>
<div><h2 id="celebration">${texts.done.title}</h2>
<p>${texts.done.text}</p>
${bot?.addFriendUrl && addFriend(bot.addFriendUrl, texts)}</div>
</section>`

function address({ webhookUrl, simulator }: Status, texts: Texts, callbackPath: string): Html {
  if (!webhookUrl) return html`<p>${texts.noAddress}</p><p><code>${callbackPath}</code></p>`
  const isReachable = simulator || webhookUrl.startsWith('https:')
  return html`<div class="url"><code id="webhook-url" tabindex="0">${webhookUrl}</code>
<button type="button" id="copy" data-copied="${texts.copied}" hidden>${texts.copy}</button></div>
${!isReachable && html`<p class="note">${texts.needsHttps}</p>`}`
}
