import { type Html, html } from './html.ts'
import { quoteLine } from './quote.ts'
import type { State, Step } from './steps.ts'
import type { Texts } from './texts/en.ts'

const SYMBOLS: Record<State, string> = { done: '✓', wrong: '!', todo: '', unknown: '?', byHand: '' }

/** A step; what is done is folded away. Those done by hand have a box to tick, which works with JavaScript only. */
export function stepItem({ id, state, title, problem, text, answer, link, extra }: Step, texts: Texts): Html {
  const { states, steps } = texts
  return html`<li class="${state}" data-step="${id}" data-done="${states.done}" data-by-hand="${states.byHand}">
<details${state !== 'done' && html` open`}><summary id="step-${id}"><span class="tick" role="img" aria-label="${states[state]}">${SYMBOLS[state]}</span> <h3>${title}</h3></summary>
<div class="body">${problem && html`<p class="problem">${problem}</p>`}
<p>${text}</p>
${quoteLine(texts, answer ?? null)}
${link && html`<p><a href="${link.href}" rel="noreferrer" target="_blank">${link.text}</a></p>`}
${extra}
${
  state === 'byHand' &&
  html`<p class="note">${steps.byHand}</p>
<label class="hand" hidden><input type="checkbox" id="tick-${id}"> ${steps.tick}</label>`
}</div></details></li>
`
}
