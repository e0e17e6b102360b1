import Negotiator from 'negotiator'
import { en } from './texts/en.ts'
import { id } from './texts/id.ts'
import { ja } from './texts/ja.ts'
import { th } from './texts/th.ts'
import { zhHant } from './texts/zh-hant.ts'

/** The languages of the page, by the tags that HTML has for them; the first one is for everybody else. */
export const LANGUAGES = { en, ja, 'zh-Hant': zhHant, th, id }

export type Language = keyof typeof LANGUAGES

/** What readers ask for, by the language that they get: any Chinese gets zh-Hant, and `in` is the legacy code of Indonesian. */
const BY_TAG = { en: 'en', ja: 'ja', zh: 'zh-Hant', th: 'th', id: 'id', in: 'id' } as const

/** Browsers send fewer; parsing takes longer with each language named. */
const MAX_HEADER_CHARACTERS = 500

/** The language that a reader prefers, from the header `Accept-Language`; English if the page has none of them. */
export function languageFor(acceptLanguage = ''): Language {
  const headers = { 'accept-language': acceptLanguage.slice(0, MAX_HEADER_CHARACTERS) }
  const tag = new Negotiator({ headers }).language(Object.keys(BY_TAG))
  return BY_TAG[tag as keyof typeof BY_TAG] ?? 'en'
}
