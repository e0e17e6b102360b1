import { invalidParameter, Refusal } from './errors.ts'

/**
 * Reads a day (`yyyyMMdd`) from the query.
 *
 * @throws Refusal if it is missing or not a valid date
 */
export function dayIn(query: Record<string, string | undefined>, name: string): string {
  const day = query[name] ?? ''
  const [, year, month, date] = /^(\d{4})(\d{2})(\d{2})$/.exec(day) ?? []
  const time = Date.parse(`${year}-${month}-${date}T00:00:00Z`)
  if (Number.isNaN(time) || new Date(time).getUTCDate() !== Number(date)) {
    throw new Refusal(invalidParameter(name))
  }
  return day
}
