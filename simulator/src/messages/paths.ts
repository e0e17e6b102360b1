/** The segments of a JSON pointer; an index is a number. */
export const segmentsOf = (pointer: string): (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')))

/** A JSON pointer in LINE's notation for requests: `messages[0].text`. */
export const dotted = (pointer: string): string =>
  segmentsOf(pointer)
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${part}`))
    .join('')

/** A property name, escaped as a segment of a JSON pointer. */
export const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1')

/** Returns a function that tells whether a JSON pointer is outside the values at these pointers. */
export function isOutside(pointers: string[]): (pointer: string) => boolean {
  const all = new Set(pointers)
  return (pointer) => {
    for (let at = pointer; all.size > 0; at = at.slice(0, at.lastIndexOf('/'))) {
      if (all.has(at)) return false
      if (at === '') break
    }
    return true
  }
}
