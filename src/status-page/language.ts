import { en } from './texts/en.ts'
import { id } from './texts/id.ts'
import { ja } from './texts/ja.ts'
import { th } from './texts/th.ts'
import { zhHant } from './texts/zh-hant.ts'

/** The languages of the page, by the tags that HTML has for them; the first one is for everybody else. */
export const LANGUAGES = { en, ja, 'zh-Hant': zhHant, th, id }

export type Language = keyof typeof LANGUAGES

/** By the first part of a tag: Chinese of any kind gets the one that there is, and `in` is what Java calls Indonesian. */
const BY_TAG = new Map<string | undefined, Language>([
  ['en', 'en'],
  ['ja', 'ja'],
  ['zh', 'zh-Hant'],
  ['th', 'th'],
  ['id', 'id'],
  ['in', 'id']
])

/** The language that a reader likes best, from the header `Accept-Language`. */
export function languageFor(acceptLanguage = ''): Language {
  const wishes = acceptLanguage
    .split(',', 20)
    .map((part) => {
      const [tag = '', quality] = part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*q=/)
      return {
        language: BY_TAG.get(tag.split('-', 1)[0]),
        quality: quality === undefined ? 1 : Number(quality) || 0
      }
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
  return wishes.find(({ language }) => language)?.language ?? 'en'
}
