// Without this script the page shows everything too. With it, a button copies the address, steps can be ticked by hand,
// and the page is live.

const REFRESH_EVERY_MS = 5_000

const button = document.querySelector('#copy')
const webhookUrl = document.querySelector('#webhook-url')?.textContent
if (button && navigator.clipboard) {
  const label = button.textContent
  button.hidden = false
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(webhookUrl)
    button.textContent = button.dataset.copied
    setTimeout(() => (button.textContent = label), 2_000)
  })
}

/** The steps that the server cannot see, ticked by hand. Each webhook URL has its own. */
const key = `ticked:${webhookUrl ?? location.host}`
const ticked = new Set(stored())

function stored() {
  try {
    return JSON.parse(localStorage.getItem(key)).filter((id) => typeof id === 'string')
  } catch {
    return [] // nothing valid, or no storage: ticks last as long as the page is open
  }
}

/** Shows the ticks in the server's HTML. Call it after each change of that. */
function applyTicks() {
  const boxes = [...document.querySelectorAll('.hand input')]
  for (const box of boxes) {
    const step = box.closest('[data-step]')
    box.closest('.hand').hidden = false
    box.checked = ticked.has(step.dataset.step)
    if (step.classList.contains('done') === box.checked) continue
    step.className = box.checked ? 'done' : 'byHand'
    step.open = !box.checked
    const tick = step.querySelector('.tick')
    tick.textContent = box.checked ? '✓' : ''
    tick.ariaLabel = box.checked ? step.dataset.done : step.dataset.byHand
  }
  const celebration = document.querySelector('.celebration')
  if (celebration) celebration.hidden = !boxes.every((box) => box.checked)
}

document.addEventListener('change', ({ target }) => {
  const step = target.closest('[data-step]')
  if (target.checked) ticked.add(step.dataset.step)
  else ticked.delete(step.dataset.step)
  applyTicks()
  if (target.checked) step.querySelector('summary').focus() // the box is folded away
  try {
    localStorage.setItem(key, JSON.stringify([...ticked]))
  } catch {} // see stored()
})

/** The live parts of the page, each with the HTML that the server sent last: folds and ticks are no change. */
const parts = new Map([...document.querySelectorAll('[data-live]')].map((part) => [part, part.innerHTML]))
applyTicks()

/** Loads the page again and replaces the parts that have changed. The focus stays where it is, or in the same step. */
async function refresh() {
  const response = await fetch(location.href)
  if (!response.ok) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const [part, html] of parts) {
    const { innerHTML } = fresh.querySelector(`[data-live="${part.dataset.live}"]`)
    if (innerHTML === html) continue
    const { activeElement } = document
    const hadFocus = part.contains(activeElement)
    part.innerHTML = innerHTML
    parts.set(part, innerHTML)
    applyTicks()
    if (hadFocus) (document.getElementById(activeElement.id) ?? part.querySelector('summary'))?.focus()
  }
}

setInterval(() => {
  if (!document.hidden) refresh().catch(() => {}) // the bot may be restarting
}, REFRESH_EVERY_MS)
