import { en } from './texts/en.ts'
import { ja } from './texts/ja.ts'
import { zhHant } from './texts/zh-hant.ts'

/** The languages of the page; the first one is for everybody else. */
export const LANGUAGES = { en, ja, 'zh-Hant': zhHant }

export type Language = keyof typeof LANGUAGES

/** The language that a reader likes best, from the header `Accept-Language`. */
export function languageFor(acceptLanguage = ''): Language {
  const wishes = acceptLanguage
    .split(',')
    .slice(0, 20)
    .map((part) => {
      const [tag = '', quality] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/)
      return { tag, quality: quality === undefined ? 1 : Number(quality) || 0 }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { tag } of wishes) {
    if (/^en\b/.test(tag)) return 'en'
    if (/^ja\b/.test(tag)) return 'ja'
    if (/^zh\b/.test(tag)) return 'zh-Hant'
  }
  return 'en'
}
