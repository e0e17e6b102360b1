import type { Language } from './language.ts'

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
] as const

/** How long ago something was, in the largest unit that fits. */
export function ago(seconds: number, language: Language): string {
  const [unit, size] = UNITS.find(([, size]) => seconds >= size) ?? (['second', 1] as const)
  return formatterOf(language).format(-Math.floor(seconds / size), unit)
}

const formatters = new Map<Language, Intl.RelativeTimeFormat>()

function formatterOf(language: Language): Intl.RelativeTimeFormat {
  const made = formatters.get(language) ?? new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  formatters.set(language, made)
  return made
}
