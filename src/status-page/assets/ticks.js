// The steps that the server cannot see are ticked by hand, and stay ticked: each webhook URL has its own ticks.

const key = `ticked:${document.querySelector('#webhook-url')?.textContent ?? location.host}`
const ticked = new Set(stored())

function stored() {
  try {
    const steps = JSON.parse(localStorage.getItem(key))
    return Array.isArray(steps) ? steps : []
  } catch {
    return [] // nothing that can be read, or no storage: ticks are good for as long as the page is open
  }
}

function store() {
  try {
    localStorage.setItem(key, JSON.stringify([...ticked]))
  } catch {
    // see above
  }
}

/** Lays the ticks over what the server wrote. Call it whenever the server's part has been put in its place. */
export function applyTicks() {
  const boxes = [...document.querySelectorAll('.steps .hand input')]
  for (const box of boxes) {
    const step = box.closest('[data-step]')
    box.parentElement.hidden = false
    box.checked = ticked.has(step.dataset.step)
    show(step, box.checked)
  }
  const celebration = document.querySelector('.celebration')
  const isComplete = celebration !== null && boxes.every((box) => box.checked)
  if (celebration) celebration.hidden = !isComplete
  document.body.classList.toggle('complete', isComplete)
}

function show(step, isDone) {
  if (step.classList.contains('done') === isDone) return
  step.classList.toggle('done', isDone)
  step.classList.toggle('byHand', !isDone)
  const tick = step.querySelector('.tick')
  tick.textContent = isDone ? '✓' : ''
  tick.setAttribute('aria-label', isDone ? step.dataset.done : step.dataset.byHand)
  step.querySelector('details').open = !isDone
}

document.addEventListener('change', ({ target }) => {
  if (!target.matches('.steps .hand input')) return
  const step = target.closest('[data-step]')
  if (target.checked) ticked.add(step.dataset.step)
  else ticked.delete(step.dataset.step)
  store()
  applyTicks()
  if (target.checked) step.querySelector('summary').focus() // the box is folded away
})
