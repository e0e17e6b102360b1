import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import { LANGUAGES, type Language } from '../setup/texts/texts.ts'

/** Maps language subtags to the page's languages: any Chinese is zh-Hant; `in` is the legacy code of Indonesian. */
const BY_TAG = { en: 'en', ja: 'ja', zh: 'zh-Hant', th: 'th', id: 'id', in: 'id' } as const

/** Browsers send less. The library needs 9 ms for a header of 16 KB. */
const MAX_HEADER_CHARACTERS = 500

/** Returns the language that a reader has chosen (`?lang=ja`) or prefers (`Accept-Language`), otherwise English. */
export function languageOf({ query, headers }: FastifyRequest): Language {
  const { lang } = query as { lang?: unknown }
  if (typeof lang === 'string' && Object.hasOwn(LANGUAGES, lang)) return lang as Language
  const accepted = (headers['accept-language'] ?? '').slice(0, MAX_HEADER_CHARACTERS)
  const tag = new Negotiator({ headers: { 'accept-language': accepted } }).language(Object.keys(BY_TAG))
  return BY_TAG[tag as keyof typeof BY_TAG] ?? 'en'
}

/**
 * Returns the URL of a path of the bot as the reader sees it, behind any number of proxies; null if the request's host is
 * invalid.
 *
 * Each proxy appends the scheme and host of its request to `x-forwarded-proto` and `x-forwarded-host`, so the first value is
 * that of the outermost proxy. Anyone can send these headers, so use the result only in the response to the same request.
 */
export function addressOf({ headers, socket }: FastifyRequest, path: string): string | null {
  const host = outermost(headers['x-forwarded-host']) ?? headers.host ?? ''
  if (!HOST.test(host)) return null
  const forwarded = outermost(headers['x-forwarded-proto'])?.toLowerCase() ?? ''
  const scheme = /^https?$/.test(forwarded) ? forwarded : 'encrypted' in socket ? 'https' : 'http'
  return URL.parse(`${scheme}://${host}${path}`)?.href ?? null
}

/** Returns the first value. Node.js joins headers of the same name with a comma, as proxies do. */
const outermost = (header: string | string[] | undefined): string | undefined => {
  const values = String(header ?? '').split(',')
  return values.map((value) => value.trim()).find(Boolean)
}

const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i
