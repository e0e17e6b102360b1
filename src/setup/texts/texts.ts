import type { ActivityFailureReason } from '../../inbox/recent-activity.ts'
import en from './en.json' with { type: 'json' }
import id from './id.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import th from './th.json' with { type: 'json' }
import zhHant from './zh-Hant.json' with { type: 'json' }

/** The texts of the status page and of the doctor. LINE's settings are named as in its consoles. */
export type Texts = typeof en & { failures: Record<ActivityFailureReason, string> }

/** The languages by HTML language tag. The compiler checks that all texts exist in each one. */
export const LANGUAGES = { en, ja, 'zh-Hant': zhHant, th, id } satisfies Record<string, Texts>

export type Language = keyof typeof LANGUAGES

/**
 * Inserts values into a text.
 *
 * @example fill('Steps left: {count}.', { count: 2 }) // 'Steps left: 2.'
 */
export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (placeholder, name) => String(values[name] ?? placeholder))

/** Introduces LINE's error message or, if status is null, the reason why there is none. */
export const lineSays = ({ error, lineError }: Texts, status: number | null): string =>
  status === null ? error : fill(lineError, { status })
