import { type Html, html } from './html.ts'
import type { Language } from './language.ts'
import { failureText, signatureCauses } from './problems.ts'
import type { Status } from './status.ts'
import type { Texts } from './texts/en.ts'
import { ago } from './time.ts'

/** What happened last. What leads the page is explained there. */
export function facts(status: Status, texts: Texts, language: Language): Html {
  const { lastWebhookSecondsAgo, lastReplySecondsAgo, lastFailure, lastSignatureMismatchSecondsAgo } = status
  const when = (seconds: number | null | undefined) =>
    html`<p>${typeof seconds === 'number' ? ago(seconds, language) : texts.never}</p>`
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
