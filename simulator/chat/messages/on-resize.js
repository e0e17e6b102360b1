/**
 * Calls `measure` now, and whenever the element's size changes. Returns a function that stops it, for an effect.
 *
 * @param {Element} element
 * @param {() => void} measure
 */
export function onResize(element, measure) {
  measure()
  const observer = new ResizeObserver(measure)
  observer.observe(element)
  return () => observer.disconnect()
}
