import { type Html, html } from './html.ts'
import type { Texts } from './texts/en.ts'

/** Words that are not the page's own, in English. */
export const quote = (introduction: string, words: string): Html =>
  html`<p class="quote">${introduction}<q lang="en">${words}</q></p>`

/** What LINE said, and with which status; nothing when it said nothing. */
export const quoteLine = (
  { lineSays }: Texts,
  answer: { status: number | null; message: string | null } | null
): Html | undefined => (answer?.message ? quote(lineSays(answer.status), answer.message) : undefined)
