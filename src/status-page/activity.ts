import { type Language, lineSays, type Texts } from '../setup/texts/texts.ts'
import { type Html, html, quote } from './html.ts'
import type { Problem, Status } from './status.ts'

/** Renders the problems that currently prevent replies, at the top of the page. */
export function problems(status: Status, texts: Texts, language: Language): Html | undefined {
  if (status.problems.length === 0) return
  return html`<section class="problems" aria-labelledby="problems"><h2 id="problems">${texts.problems.title}</h2>
${status.problems.map((problem) => explain(problem, status, texts, language))}</section>`
}

function explain(problem: Problem, status: Status, texts: Texts, language: Language): Html {
  const title = texts.problems[problem]
  const when = (secondsAgo: number | null | undefined) =>
    html`<span class="note">${ago(secondsAgo ?? 0, language)}</span>`
  switch (problem) {
    case 'refusing':
      return html`<p><strong class="problem">${title}</strong></p>${quote(texts.error, status.refusing ?? '')}`
    case 'failure':
      return html`<p><strong class="problem">${title}</strong> ${when(status.lastFailure?.secondsAgo)}</p>${failureText(status, texts)}`
    case 'signature':
      return html`<p><strong class="doubt">${title}</strong> ${when(status.lastSignatureMismatchSecondsAgo)}</p>${signatureCauses(texts)}`
  }
}

/** Renders the recent activity. A problem that the top of the page explains is not explained again. */
export function recentActivity(status: Status, texts: Texts, language: Language): Html {
  const { lastWebhookSecondsAgo, lastReplySecondsAgo, lastFailure, lastSignatureMismatchSecondsAgo } = status
  const when = (secondsAgo: number | null | undefined) =>
    html`<p>${typeof secondsAgo === 'number' ? ago(secondsAgo, language) : texts.never}</p>`
  return html`<dl>
<dt>${texts.lastWebhook}</dt><dd>${when(lastWebhookSecondsAgo)}</dd>
<dt>${texts.lastReply}</dt><dd>${when(lastReplySecondsAgo)}</dd>
<dt>${texts.lastFailure}</dt><dd>${when(lastFailure?.secondsAgo)}${!status.problems.includes('failure') && failureText(status, texts)}</dd>
${
  lastSignatureMismatchSecondsAgo !== null &&
  html`<dt>${texts.lastSignatureMismatch}</dt><dd>${when(lastSignatureMismatchSecondsAgo)}${!status.problems.includes('signature') && signatureCauses(texts)}</dd>
`
}</dl>`
}

/** Explains the last failure and quotes LINE's error message. After a 403 the credentials may be valid. */
function failureText({ lastFailure }: Status, texts: Texts): Html | undefined {
  if (!lastFailure) return
  const { reason, status, message } = lastFailure
  const { steps, failures } = texts
  const isForbidden = reason === 'credentials' && status === 403
  const text = isForbidden ? `${steps.tokenForbidden} ${steps.tokenForbiddenFix}` : failures[reason]
  return html`<p>${text}</p>${message && quote(lineSays(texts, status), message)}`
}

const signatureCauses = ({ signatureCauses: { secret, relay, stranger } }: Texts): Html =>
  html`<ul><li>${secret}</li><li>${relay}</li><li>${stranger}</li></ul>`

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
] as const

/** Formats a duration as relative time, in the largest unit that fits. */
function ago(seconds: number, language: Language): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? (['second', 1] as const)
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  return format.format(-Math.floor(seconds / size), unit)
}
