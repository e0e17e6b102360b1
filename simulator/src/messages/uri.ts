export interface UriRule {
  /** the accepted schemes, without the colon */
  schemes: string[]
  /** in UTF-16 code units */
  max: number
}

export type UriProblem = 'empty' | 'long' | 'uri' | 'scheme'

/** The characters that RFC 3986 allows in a URI; others must be percent-encoded. */
const URI = /^[a-z][a-z0-9+.-]*:(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})+$/i

/** Hosts of a bot on the developer's machine, which serves its images without a certificate. */
const LOOPBACK = new Set(['localhost', '127.0.0.1'])

/**
 * Errors in a URI. `http://localhost` and `http://127.0.0.1` count as https; only here does the simulator accept more
 * than LINE.
 *
 * @see https://developers.line.biz/en/reference/messaging-api/#url-encoding
 */
export function uriProblems({ schemes, max }: UriRule, value: string): UriProblem[] {
  if (value === '') return ['empty']
  if (value.length > max) return ['long']
  if (!URI.test(value) || !URL.canParse(value)) return ['uri', 'scheme']
  const { protocol, hostname } = new URL(value)
  const scheme = protocol.slice(0, -1)
  if (scheme.startsWith('http') && !/^https?:\/\/[^/?#]/i.test(value)) return ['uri', 'scheme']
  const isLocal = scheme === 'http' && LOOPBACK.has(hostname)
  return schemes.includes(isLocal ? 'https' : scheme) ? [] : ['scheme']
}
