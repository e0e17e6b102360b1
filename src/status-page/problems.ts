import { type Html, html } from './html.ts'
import type { Language } from './language.ts'
import { quote, quoteLine } from './quote.ts'
import type { Problem, Status } from './status.ts'
import type { Texts } from './texts/en.ts'
import { ago } from './time.ts'

/** What keeps messages from being answered now, before everything else on the page. */
export function problems(status: Status, texts: Texts, language: Language): Html | undefined {
  if (status.problems.length === 0) return
  return html`<section class="problems" aria-labelledby="problems"><h2 id="problems">${texts.problems.title}</h2>
${status.problems.map((problem) => paragraphs(problem, status, texts, language))}</section>`
}

function paragraphs(problem: Problem, status: Status, texts: Texts, language: Language): Html {
  const title = texts.problems[problem]
  switch (problem) {
    case 'refusing':
      return html`<p class="problem">${title}</p>${quote(texts.problems.refusingReason, status.refusing ?? '')}`
    case 'failure':
      return html`<p class="problem">${title}${when(status.lastFailure?.secondsAgo, language)}</p>${failureText(status, texts)}`
    case 'signature':
      return html`<p class="doubt">${title}${when(status.lastSignatureMismatchSecondsAgo, language)}</p>${signatureCauses(texts)}`
  }
}

const when = (seconds: number | null | undefined, language: Language): Html =>
  html`<span class="when">${ago(seconds ?? 0, language)}</span>`

/** What the last failure means, and what LINE said. */
export function failureText({ lastFailure }: Status, texts: Texts): Html | undefined {
  if (!lastFailure) return
  const { reason, status } = lastFailure
  const text = texts.failures[reason === 'credentials' && status === 403 ? 'forbidden' : reason]
  return html`<p>${text}</p>${quoteLine(texts, lastFailure)}`
}

/** What a wrong signature may mean. Anybody can send one. */
export const signatureCauses = ({ signatureCauses: { secret, relay, stranger } }: Texts): Html =>
  html`<ul class="causes"><li>${secret}</li><li>${relay}</li><li>${stranger}</li></ul>`
