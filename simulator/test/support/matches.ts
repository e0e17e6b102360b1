import type { Test } from 'tap'

/**
 * Asserts that `found` is like `pattern`: objects have at least its properties, lists exactly its items, and any other
 * value is equal, matches its regular expression or is an instance of its class (`String`, `Number`, ...). `t.match` lets
 * lists have more items than the pattern, and strings more text.
 */
export function matches(t: Test, found: unknown, pattern: unknown, message = 'is like the pattern'): boolean {
  t.currentAssert = matches
  return t.strictSame(likened(found, pattern), pattern, message)
}

/** `found` without the properties that the pattern does not name, and with the parts of the pattern that it matches. */
function likened(found: unknown, pattern: unknown): unknown {
  if (pattern instanceof RegExp) return typeof found === 'string' && pattern.test(found) ? pattern : found
  if (typeof pattern === 'function') return Object(found) instanceof pattern ? pattern : found
  if (Array.isArray(found) && Array.isArray(pattern)) return found.map((item, i) => likened(item, pattern[i]))
  if (!isObject(found) || !isObject(pattern)) return found
  return Object.fromEntries(Object.keys(pattern).map((key) => [key, likened(found[key], pattern[key])]))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
