import packageJson from '../../package.json' with { type: 'json' }
import { celebration } from './celebration.ts'
import { facts } from './facts.ts'
import { type Html, html } from './html.ts'
import { LANGUAGES, type Language } from './language.ts'
import { problems } from './problems.ts'
import type { Status } from './status.ts'
import { stepItem } from './step-item.ts'
import { type State, type Step, stepsOf } from './steps.ts'
import type { Texts } from './texts/en.ts'

export interface PageOptions {
  status: Status
  language: Language
  /** the path of the callback route, for a reader whose address is not known */
  callbackPath: string
}

/** The page at `/`: what is wrong now, the webhook URL, what is left to do, and what happened last. */
export function page({ status, language, callbackPath }: PageOptions): string {
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
<header data-live="head">
<img class="face" src="${status.bot?.pictureUrl ?? '/icon.svg'}" alt="" width="64" height="64">
<div><h1>${title}</h1>
<p>${texts.running}</p>
<p class="summary ${summary.state}" role="status">${summary.text}</p></div>
</header>
${status.simulator && html`<p class="simulator">${texts.simulator}</p>`}
<div data-live="problems">${problems(status, texts, language)}</div>
<div data-live="celebration" aria-live="polite">${summary.state === 'done' && celebration(status, texts)}</div>
<div class="columns">
<div>
<section aria-labelledby="url">
<h2 id="url">${texts.webhookUrl}</h2>
${address(status, texts, callbackPath)}
</section>
<section aria-labelledby="steps" data-live="steps">
<h2 id="steps">${texts.stepsTitle}</h2>
<ol class="steps">${steps.map((step) => stepItem(step, texts))}</ol>
</section>
</div>
<section aria-labelledby="facts" data-live="facts">
<h2 id="facts">${texts.factsTitle}</h2>
${facts(status, texts, language)}
<p class="note">${texts.factsNote}</p>
</section>
</div>
</main>
<footer><a href="${packageJson.repository}${texts.readme}" rel="noreferrer">${texts.docs}</a> <a href="/status">${texts.json}</a></footer>
</body>
</html>
`.text
}

function address({ webhookUrl, simulator }: Status, texts: Texts, callbackPath: string): Html {
  if (!webhookUrl) return html`<p>${texts.noAddress}</p><p><code>${callbackPath}</code></p>`
  const isReachable = simulator || webhookUrl.startsWith('https:')
  return html`<div class="url"><code id="webhook-url" tabindex="0">${webhookUrl}</code>
<button type="button" id="copy" data-copied="${texts.copied}" hidden>${texts.copy}</button></div>
${!isReachable && html`<p class="hint">${texts.needsHttps}</p>`}`
}

/** The one sentence that says how it stands. */
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
  return count > 0 ? { state: 'todo', text: texts.todo(count) } : { state: 'done', text: texts.allDone }
}

const languageLink = (language: Language, current: Language): Html =>
  html`<a href="?lang=${language}" lang="${language}" hreflang="${language}"${language === current ? html` aria-current="true"` : ''}>${LANGUAGES[language].name}</a> `
