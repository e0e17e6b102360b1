// Reads data whose shape is decided by a bot or a script. Where it must have a shape, an error says what is wrong with
// it, and the page shows the error as one red card.

/** @import { Unchecked } from '../types.d.ts' */

/** @returns {value is Unchecked} */
const isObject = (/** @type {unknown} */ value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * @param {unknown} value
 * @param {string} name of the value, for the error
 * @throws Error when it is not an object
 */
export function asObject(value, name) {
  if (isObject(value)) return value
  throw new Error(value === undefined ? `${name} is missing` : `${name} is not an object`)
}

/**
 * @param {unknown} value
 * @param {string} name
 * @returns {unknown[]}
 * @throws Error when it is not an array
 */
export function asList(value, name) {
  if (Array.isArray(value)) return value
  throw new Error(value === undefined ? `${name} is missing` : `${name} is not an array`)
}

/**
 * @param {unknown} value
 * @param {string} name
 * @throws Error when it is not a string
 */
export function asText(value, name) {
  if (typeof value === 'string') return value
  throw new Error(value === undefined ? `${name} is missing` : `${name} is not a string`)
}

/**
 * The same for a value that may be absent: `ifThere(asText, title, 'title')`.
 *
 * @template T
 * @param {(value: unknown, name: string) => T} as
 * @param {unknown} value
 * @param {string} name
 */
export const ifThere = (as, value, name) => (value === undefined ? undefined : as(value, name))

/** The value itself when it is an object, or an empty one. */
export const objectOf = (/** @type {unknown} */ value) => (isObject(value) ? value : {})

/** The value itself when it is an array, or an empty one. @returns {unknown[]} */
export const listOf = (/** @type {unknown} */ value) => (Array.isArray(value) ? value : [])

/** The object that a text is in JSON; undefined when it is none. */
export function parsed(/** @type {string} */ text) {
  try {
    const value = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/**
 * The value with a name in a table. Undefined for a name that every object has, such as `constructor`.
 *
 * @template T
 * @param {Record<string, T>} table
 * @param {unknown} name
 */
export const lookUp = (table, name) =>
  (typeof name === 'string' || typeof name === 'number') && Object.hasOwn(table, name)
    ? table[name]
    : undefined
