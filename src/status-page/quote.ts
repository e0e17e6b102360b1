import { type Html, html } from './html.ts'

/** Words that are not the page's own, in English; nothing where there are none. */
export const quote = (introduction: string, words: string | null | undefined): Html | undefined =>
  words ? html`<p class="quote">${introduction} <q lang="en">${words}</q></p>` : undefined
