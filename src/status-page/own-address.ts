import type { FastifyRequest } from 'fastify'

/**
 * The bot's own address as the reader sees it, behind any number of proxies; null when the request names none.
 *
 * Each proxy adds what it was asked for to `x-forwarded-proto` and `x-forwarded-host`: the first value is the outermost
 * one. Anybody can send these headers, so that only what the sender itself sees may depend on them.
 */
export function ownAddressOf({ headers, socket }: FastifyRequest, path: string): string | null {
  const host = outermost(headers['x-forwarded-host']) ?? headers.host ?? ''
  if (!HOST.test(host)) return null
  const forwarded = outermost(headers['x-forwarded-proto'])?.toLowerCase() ?? ''
  const scheme = SCHEME.test(forwarded) ? forwarded : 'encrypted' in socket ? 'https' : 'http'
  return URL.parse(`${scheme}://${host}${path}`)?.href ?? null
}

/** Node joins headers of the same name with a comma, as the proxies do. */
const outermost = (header: string | string[] | undefined): string | undefined =>
  [header]
    .flat()
    .join()
    .split(',')
    .map((value) => value.trim())
    .find(Boolean)

const SCHEME = /^https?$/
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i
