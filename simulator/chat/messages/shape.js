/** What a message must be like to be drawn. What it is not like is an error, which one red card shows. */

export function asObject(value, name) {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  throw new Error(value === undefined ? `${name} is missing` : `${name} is not an object`)
}

export function asList(value, name) {
  if (Array.isArray(value)) return value
  throw new Error(value === undefined ? `${name} is missing` : `${name} is not an array`)
}

export function asText(value, name) {
  if (typeof value === 'string') return value
  throw new Error(value === undefined ? `${name} is missing` : `${name} is not a string`)
}

/** The same for what may be absent. */
export const ifThere = (as, value, name) => (value === undefined ? undefined : as(value, name))
