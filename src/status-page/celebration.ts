import { type Html, html } from './html.ts'
import type { Status } from './status.ts'
import { addFriend } from './steps.ts'
import type { Texts } from './texts/en.ts'

/**
 * The end of the steps. Hidden until those that are ticked by hand are, which is known in the browser alone: without
 * JavaScript it stays so.
 */
export const celebration = ({ bot, simulator }: Status, texts: Texts): Html =>
  html`<section class="celebration" aria-labelledby="celebration" hidden>
<div class="confetti" aria-hidden="true">${Array.from({ length: 18 }, () => html`<i></i>`)}</div>
<svg class="seal" viewBox="0 0 64 64" width="64" height="64" aria-hidden="true"><circle cx="32" cy="32" r="30"/><path d="M19 33l9 9 18-19"/></svg>
<div><h2 id="celebration">${texts.done.title}</h2>
<p>${simulator ? texts.done.simulated : texts.done.text}</p>
${bot?.addFriendUrl && addFriend(bot.addFriendUrl, texts)}</div>
</section>`
