// Without this file the page says all it knows; with it, the address is copied by a button, steps can be ticked by
// hand, and the page is live.

import { applyTicks } from './ticks.js'

const REFRESH_EVERY_MS = 5_000

const button = document.querySelector('#copy')
if (button && navigator.clipboard) {
  button.hidden = false
  const label = button.textContent
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(document.querySelector('#webhook-url').textContent)
    button.textContent = button.dataset.copied
    setTimeout(() => {
      button.textContent = label
    }, 2_000)
  })
}

/** What the server wrote last, part by part: what the reader folded or ticked since then is no change. */
const written = new Map()
const parts = document.querySelectorAll('[data-live]')
for (const part of parts) written.set(part, part.innerHTML)
applyTicks()

/** The server writes the page again; what has changed in it is put in its place. */
async function refresh() {
  const response = await fetch(location.href)
  if (!response.ok) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const part of parts) {
    const html = fresh.querySelector(`[data-live="${part.dataset.live}"]`)?.innerHTML
    if (html !== undefined && html !== written.get(part)) replace(part, html)
  }
}

/** Puts new content into a part; what the reader has folded open and where the focus is stay. */
function replace(part, html) {
  const { activeElement } = document
  const isFocused = part.contains(activeElement)
  if (isFocused && !activeElement.id) return // it could not be found again: the next refresh comes soon
  const folds = new Map(
    [...part.querySelectorAll('[data-step]')].map((step) => [step.dataset.step, foldOf(step)])
  )
  part.innerHTML = html
  written.set(part, html)
  applyTicks()
  for (const step of part.querySelectorAll('[data-step]')) {
    const before = folds.get(step.dataset.step)
    if (before?.state === step.className) step.querySelector('details').open = before.open
  }
  if (isFocused) document.getElementById(activeElement.id)?.focus()
}

const foldOf = (step) => ({ state: step.className, open: step.querySelector('details').open })

setInterval(() => {
  if (!document.hidden) refresh().catch(() => {}) // the bot may be restarting
}, REFRESH_EVERY_MS)
