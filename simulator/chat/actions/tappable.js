import { html } from 'htm/preact'
import { canPerform, labelOf, linkOf, perform } from './perform.js'

/** A button, or for a link a link, that does what an action says. */
export function Tappable({ action, className, children, style, label }) {
  const href = linkOf(action)
  const content = children ?? labelOf(action)
  if (href) {
    return html`<a class=${className} style=${style} href=${href} target="_blank" rel="noopener noreferrer" title=${href} aria-label=${label}>${content}</a>`
  }
  if (!canPerform(action)) {
    const title = `${action.type}: nothing happens here`
    return html`<button type="button" class=${className} style=${style} disabled title=${title} aria-label=${label}>${content}</button>`
  }
  return html`<button type="button" class=${className} style=${style} onClick=${() => perform(action)} aria-label=${label}>${content}</button>`
}

/**
 * Lies over the whole of what can be pressed, so that buttons in it stay buttons of their own (they are above it), and
 * no button is inside another.
 */
export const Cover = ({ action, name }) =>
  html`<${Tappable} action=${action} className="cover" label=${name || labelOf(action)}>${''}<//>`
