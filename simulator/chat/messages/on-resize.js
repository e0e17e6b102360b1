/** Calls `measure` before the element's first paint, and whenever its size changes; not while it is out of view in the gallery.
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
