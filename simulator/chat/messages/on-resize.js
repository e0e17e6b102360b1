/**
 * Calls `measure` before the element is painted first, and whenever its size changes; out of sight in the gallery, not at all.
 * Returns a function that stops it, for an effect.
 *
 * @param {Element} element
 * @param {() => void} measure
 */
export function onResize(element, measure) {
  const observer = new ResizeObserver(measure)
  observer.observe(element)
  return () => observer.disconnect()
}
