// Without this script the page shows everything, too. The script adds a button to copy the address, checkboxes for manual
// steps, and live updates.

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

/** The manually ticked steps, stored separately for each webhook URL. */
const key = `ticked:${webhookUrl ?? location.host}`
const ticked = new Set(stored())

function stored() {
  try {
    return JSON.parse(localStorage.getItem(key)).filter((id) => typeof id === 'string')
  } catch {
    return [] // nothing valid or no storage: ticks are lost when the page is closed
  }
}

/** Shows the ticks in the server's HTML. Call it after each change of the HTML. */
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
  if (target.checked) step.querySelector('summary').focus() // the checkbox is now folded away
  try {
    localStorage.setItem(key, JSON.stringify([...ticked]))
  } catch {} // see stored()
})

/** The live parts of the page with the latest HTML from the server, so that folds and ticks do not count as changes. */
const parts = new Map([...document.querySelectorAll('[data-live]')].map((part) => [part, part.innerHTML]))
applyTicks()

/** Reloads the page and replaces the parts that have changed. The focus stays on its element, or in the same step. */
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
