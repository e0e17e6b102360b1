/** The element with this id. */
export const $ = (id) => document.getElementById(id)

/** A new element with attributes, event listeners (`onclick` …) and children. Text is set as text, never as HTML. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name)
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value)
    else element.setAttribute(key, value)
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== ''))
  return element
}

/** Puts new children in, but keeps the focus on the one with the same `data-key`. */
export function replaceChildren(parent, children) {
  const focused = parent.contains(document.activeElement) && document.activeElement.dataset.key
  parent.replaceChildren(...children)
  if (focused) parent.querySelector(`[data-key="${focused}"]`)?.focus()
}
