// Without this file the page does all it can; with it, the address is copied by a button and the ticks are live.

const EVERY = 5_000

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

/** The server writes the page anew; what has changed in it is put in its place. */
async function refresh() {
  const response = await fetch(location.href)
  if (!response.ok) return
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html')
  for (const part of document.querySelectorAll('[data-live]')) {
    const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`)
    if (other && other.innerHTML !== part.innerHTML && !part.contains(document.activeElement)) {
      part.innerHTML = other.innerHTML
    }
  }
}

setInterval(() => {
  if (!document.hidden) refresh().catch(() => {}) // the bot may be restarting
}, EVERY)
