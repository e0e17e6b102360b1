const DATE = /^(?:19|20|21)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/
const LAST_DATE = '2100-12-31'

function isDate(text: string): boolean {
  if (!DATE.test(text) || text > LAST_DATE) return false
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day
}

const FORMATS: Record<string, (text: string) => boolean> = {
  date: isDate,
  time: (text) => TIME.test(text),
  datetime: (text) => /^.{10}[Tt].{5}$/.test(text) && isDate(text.slice(0, 10)) && TIME.test(text.slice(11))
}

export type DateTimeProblem = { code: 'format' | 'order'; at: string }

/**
 * Errors in `initial`, `max` and `min` of a datetime picker action. Each must have the format of the action's mode, be
 * between 1900-01-01 and 2100-12-31, and they must be in order.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#date-and-time-format
 */
export function dateTimeProblems(action: Record<string, unknown>): DateTimeProblem[] {
  const isGood = FORMATS[String(action.mode)]
  if (!isGood) return []
  const given = (['initial', 'max', 'min'] as const).filter((name) => typeof action[name] === 'string')
  const bad = given.filter((name) => !isGood(String(action[name])))
  if (bad.length > 0) return bad.map((name) => ({ code: 'format', at: `/${name}` }))
  const [initial, max, min] = [action.initial, action.max, action.min].map((value) =>
    typeof value === 'string' ? value.toUpperCase() : undefined
  )
  const isInOrder =
    (!min || !max || min < max) &&
    (!initial || !max || initial <= max) &&
    (!initial || !min || initial >= min)
  return isInOrder ? [] : [{ code: 'order', at: '' }]
}
