export interface UriRule {
  /** the schemes that LINE takes here, without the colon */
  schemes: string[]
  /** UTF-16 code units */
  max: number
}

export type UriProblem = 'empty' | 'long' | 'uri' | 'scheme'

/** What RFC 3986 lets stand in a URI; everything else is percent-encoded. */
const URI = /^[a-z][a-z0-9+.-]*:(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9a-f]{2})+$/i

/** A bot on the developer's own machine shows its pictures from there, where there is no certificate. */
const LOOPBACK = new Set(['localhost', '127.0.0.1'])

/**
 * What LINE has against a URI. `http://localhost` and `http://127.0.0.1` count as https: the one thing in which the
 * simulator is milder than LINE.
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
