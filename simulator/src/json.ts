export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Nesting limit of LINE's JSON parser. LINE seems to use Jackson, whose default limit this is. */
const MAX_DEPTH = 1_000

/** Whether a value is nested deeper than `max` levels. Does not recurse, so it cannot overflow the stack. */
export function isTooDeep(value: unknown, max = MAX_DEPTH): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > max) return true
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}
